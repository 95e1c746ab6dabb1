import type { LazyFrame } from "millrace";
import { col, len } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q13, customer distribution. */
export function query({ customer, orders }: TpchTables): LazyFrame {
  const counts = orders
    .filter(col("o_comment").str.like("%special%requests%").not())
    .groupBy("o_custkey")
    .agg(len().alias("c_count"));
  return customer
    .join(counts, { leftOn: "c_custkey", rightOn: "o_custkey", how: "left" })
    .select(col("c_count").fillNull(0))
    .groupBy("c_count")
    .agg(len().alias("custdist"))
    .sort(["custdist", "c_count"], { descending: [true, true] });
}

/** Q13 for engines that speak SQL. */
export const sql: string = `
select c_count, count(*) as custdist
from (
  select c_custkey, count(o_orderkey) as c_count
  from customer left outer join orders on c_custkey = o_custkey and o_comment not like '%special%requests%'
  group by c_custkey
) as c_orders
group by c_count
order by custdist desc, c_count desc`;
