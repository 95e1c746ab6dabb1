import type { LazyFrame } from "millrace";
import { col, date, len } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q4, order priority checking. */
export function query({ orders, lineitem }: TpchTables): LazyFrame {
  const late = lineitem.filter(col("l_commitdate").lt(col("l_receiptdate")));
  return orders
    .filter(
      col("o_orderdate")
        .ge(date("1993-07-01"))
        .and(col("o_orderdate").lt(date("1993-10-01"))),
    )
    .join(late, { leftOn: "o_orderkey", rightOn: "l_orderkey", how: "semi" })
    .groupBy("o_orderpriority")
    .agg(len().alias("order_count"))
    .sort("o_orderpriority");
}

/** Q4 for engines that speak SQL. */
export const sql: string = `
select o_orderpriority, count(*) as order_count
from orders
where o_orderdate >= date '1993-07-01'
  and o_orderdate < date '1993-10-01'
  and exists (select * from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate)
group by o_orderpriority
order by o_orderpriority`;
