import type { LazyFrame } from "millrace";
import { col, date, lit, when } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q8, national market share. */
export function query({ part, supplier, lineitem, orders, customer, nation, region }: TpchTables): LazyFrame {
  const parts = part.filter(col("p_type").eq("ECONOMY ANODIZED STEEL"));
  const american = nation.join(region.filter(col("r_name").eq("AMERICA")), {
    leftOn: "n_regionkey",
    rightOn: "r_regionkey",
    how: "semi",
  });
  const customers = customer.join(american, { leftOn: "c_nationkey", rightOn: "n_nationkey", how: "semi" });
  const placed = orders
    .filter(col("o_orderdate").isBetween(date("1995-01-01"), date("1996-12-31")))
    .join(customers, { leftOn: "o_custkey", rightOn: "c_custkey", how: "semi" })
    .select("o_orderkey", "o_orderdate");
  const suppliers = supplier
    .join(nation, { leftOn: "s_nationkey", rightOn: "n_nationkey", how: "inner" })
    .select("s_suppkey", col("n_name").alias("nation"));
  const brazilian = when(col("nation").eq("BRAZIL")).then(col("volume")).otherwise(0);
  return lineitem
    .join(parts, { leftOn: "l_partkey", rightOn: "p_partkey", how: "semi" })
    .join(placed, { leftOn: "l_orderkey", rightOn: "o_orderkey", how: "inner" })
    .join(suppliers, { leftOn: "l_suppkey", rightOn: "s_suppkey", how: "inner" })
    .select(
      col("o_orderdate").dt.year().alias("o_year"),
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .alias("volume"),
      "nation",
    )
    .groupBy("o_year")
    .agg(brazilian.sum().div(col("volume").sum()).alias("mkt_share"))
    .sort("o_year");
}

/** Q8 for engines that speak SQL. */
export const sql: string = `
select o_year, sum(case when nation = 'BRAZIL' then volume else 0 end) / sum(volume) as mkt_share
from (
  select
    extract(year from o_orderdate) as o_year,
    l_extendedprice * (1 - l_discount) as volume,
    n2.n_name as nation
  from part, supplier, lineitem, orders, customer, nation n1, nation n2, region
  where p_partkey = l_partkey
    and s_suppkey = l_suppkey
    and l_orderkey = o_orderkey
    and o_custkey = c_custkey
    and c_nationkey = n1.n_nationkey
    and n1.n_regionkey = r_regionkey
    and r_name = 'AMERICA'
    and s_nationkey = n2.n_nationkey
    and o_orderdate between date '1995-01-01' and date '1996-12-31'
    and p_type = 'ECONOMY ANODIZED STEEL'
) as all_nations
group by o_year
order by o_year`;
