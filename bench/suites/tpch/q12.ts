import type { LazyFrame } from "millrace";
import { col, date, when } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q12, shipping modes and order priority. */
export function query({ orders, lineitem }: TpchTables): LazyFrame {
  const received = lineitem
    .filter(
      col("l_shipmode").isIn(["MAIL", "SHIP"]),
      col("l_commitdate").lt(col("l_receiptdate")),
      col("l_shipdate").lt(col("l_commitdate")),
      col("l_receiptdate").ge(date("1994-01-01")),
      col("l_receiptdate").lt(date("1995-01-01")),
    )
    .select("l_orderkey", "l_shipmode");
  const urgent = col("o_orderpriority").isIn(["1-URGENT", "2-HIGH"]);
  return orders
    .join(received, { leftOn: "o_orderkey", rightOn: "l_orderkey", how: "inner" })
    .groupBy("l_shipmode")
    .agg(
      when(urgent).then(1).otherwise(0).sum().alias("high_line_count"),
      when(urgent).then(0).otherwise(1).sum().alias("low_line_count"),
    )
    .sort("l_shipmode");
}

/** Q12 for engines that speak SQL. */
export const sql: string = `
select
  l_shipmode,
  sum(case when o_orderpriority = '1-URGENT' or o_orderpriority = '2-HIGH' then 1 else 0 end) as high_line_count,
  sum(case when o_orderpriority <> '1-URGENT' and o_orderpriority <> '2-HIGH' then 1 else 0 end) as low_line_count
from orders, lineitem
where o_orderkey = l_orderkey
  and l_shipmode in ('MAIL', 'SHIP')
  and l_commitdate < l_receiptdate
  and l_shipdate < l_commitdate
  and l_receiptdate >= date '1994-01-01'
  and l_receiptdate < date '1995-01-01'
group by l_shipmode
order by l_shipmode`;
