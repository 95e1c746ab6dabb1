import type { LazyFrame } from "millrace";
import { col, date, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q5, local supplier volume. */
export function query({ customer, orders, lineitem, supplier, nation, region }: TpchTables): LazyFrame {
  const nations = nation
    .join(region.filter(col("r_name").eq("ASIA")), { leftOn: "n_regionkey", rightOn: "r_regionkey", how: "semi" })
    .select("n_nationkey", "n_name");
  const suppliers = supplier
    .join(nations, { leftOn: "s_nationkey", rightOn: "n_nationkey", how: "inner" })
    .select("s_suppkey", "s_nationkey", "n_name");
  const customers = customer
    .join(nations, { leftOn: "c_nationkey", rightOn: "n_nationkey", how: "semi" })
    .select("c_custkey", "c_nationkey");
  const placed = orders
    .filter(
      col("o_orderdate")
        .ge(date("1994-01-01"))
        .and(col("o_orderdate").lt(date("1995-01-01"))),
    )
    .join(customers, { leftOn: "o_custkey", rightOn: "c_custkey", how: "inner" })
    .select("o_orderkey", "c_nationkey");
  return lineitem
    .join(placed, { leftOn: "l_orderkey", rightOn: "o_orderkey", how: "inner" })
    .join(suppliers, { leftOn: ["l_suppkey", "c_nationkey"], rightOn: ["s_suppkey", "s_nationkey"], how: "inner" })
    .groupBy("n_name")
    .agg(
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .sum()
        .alias("revenue"),
    )
    .sort("revenue", { descending: true });
}

/** Q5 for engines that speak SQL. */
export const sql: string = `
select n_name, sum(l_extendedprice * (1 - l_discount)) as revenue
from customer, orders, lineitem, supplier, nation, region
where c_custkey = o_custkey
  and l_orderkey = o_orderkey
  and l_suppkey = s_suppkey
  and c_nationkey = s_nationkey
  and s_nationkey = n_nationkey
  and n_regionkey = r_regionkey
  and r_name = 'ASIA'
  and o_orderdate >= date '1994-01-01'
  and o_orderdate < date '1995-01-01'
group by n_name
order by revenue desc`;
