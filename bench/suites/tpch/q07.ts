import type { LazyFrame } from "millrace";
import { col, date, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q7, volume shipping. */
export function query({ supplier, lineitem, orders, customer, nation }: TpchTables): LazyFrame {
  const pair = nation.filter(col("n_name").isIn(["FRANCE", "GERMANY"]));
  const suppliers = supplier
    .join(pair, { leftOn: "s_nationkey", rightOn: "n_nationkey", how: "inner" })
    .select("s_suppkey", col("n_name").alias("supp_nation"));
  const customers = customer
    .join(pair, { leftOn: "c_nationkey", rightOn: "n_nationkey", how: "inner" })
    .select("c_custkey", col("n_name").alias("cust_nation"));
  const placed = orders
    .join(customers, { leftOn: "o_custkey", rightOn: "c_custkey", how: "inner" })
    .select("o_orderkey", "cust_nation");
  return lineitem
    .filter(col("l_shipdate").isBetween(date("1995-01-01"), date("1996-12-31")))
    .join(suppliers, { leftOn: "l_suppkey", rightOn: "s_suppkey", how: "inner" })
    .join(placed, { leftOn: "l_orderkey", rightOn: "o_orderkey", how: "inner" })
    .filter(col("supp_nation").ne(col("cust_nation")))
    .select(
      "supp_nation",
      "cust_nation",
      col("l_shipdate").dt.year().alias("l_year"),
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .alias("volume"),
    )
    .groupBy("supp_nation", "cust_nation", "l_year")
    .agg(col("volume").sum().alias("revenue"))
    .sort(["supp_nation", "cust_nation", "l_year"]);
}

/** Q7 for engines that speak SQL. */
export const sql: string = `
select supp_nation, cust_nation, l_year, sum(volume) as revenue
from (
  select
    n1.n_name as supp_nation,
    n2.n_name as cust_nation,
    extract(year from l_shipdate) as l_year,
    l_extendedprice * (1 - l_discount) as volume
  from supplier, lineitem, orders, customer, nation n1, nation n2
  where s_suppkey = l_suppkey
    and o_orderkey = l_orderkey
    and c_custkey = o_custkey
    and s_nationkey = n1.n_nationkey
    and c_nationkey = n2.n_nationkey
    and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY') or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE'))
    and l_shipdate between date '1995-01-01' and date '1996-12-31'
) as shipping
group by supp_nation, cust_nation, l_year
order by supp_nation, cust_nation, l_year`;
