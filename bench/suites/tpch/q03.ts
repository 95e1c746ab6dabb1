import type { LazyFrame } from "millrace";
import { col, date, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q3, shipping priority. */
export function query({ customer, orders, lineitem }: TpchTables): LazyFrame {
  const customers = customer.filter(col("c_mktsegment").eq("BUILDING"));
  const open = orders
    .filter(col("o_orderdate").lt(date("1995-03-15")))
    .join(customers, { leftOn: "o_custkey", rightOn: "c_custkey", how: "semi" })
    .select("o_orderkey", "o_orderdate", "o_shippriority");
  return lineitem
    .filter(col("l_shipdate").gt(date("1995-03-15")))
    .join(open, { leftOn: "l_orderkey", rightOn: "o_orderkey", how: "inner" })
    .groupBy("l_orderkey", "o_orderdate", "o_shippriority")
    .agg(
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .sum()
        .alias("revenue"),
    )
    .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
    .sort(["revenue", "o_orderdate"], { descending: [true, false] })
    .head(10);
}

/** Q3 for engines that speak SQL. */
export const sql: string = `
select l_orderkey, sum(l_extendedprice * (1 - l_discount)) as revenue, o_orderdate, o_shippriority
from customer, orders, lineitem
where c_mktsegment = 'BUILDING'
  and c_custkey = o_custkey
  and l_orderkey = o_orderkey
  and o_orderdate < date '1995-03-15'
  and l_shipdate > date '1995-03-15'
group by l_orderkey, o_orderdate, o_shippriority
order by revenue desc, o_orderdate
limit 10`;
