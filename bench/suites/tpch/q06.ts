import type { LazyFrame } from "millrace";
import { col, date } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q6, forecasting revenue change. */
export function query({ lineitem }: TpchTables): LazyFrame {
  return lineitem
    .filter(
      col("l_shipdate").ge(date("1994-01-01")),
      col("l_shipdate").lt(date("1995-01-01")),
      col("l_discount").isBetween(0.05, 0.07),
      col("l_quantity").lt(24),
    )
    .select(col("l_extendedprice").mul(col("l_discount")).sum().alias("revenue"));
}

/** Q6 for engines that speak SQL. */
export const sql: string = `
select sum(l_extendedprice * l_discount) as revenue
from lineitem
where l_shipdate >= date '1994-01-01'
  and l_shipdate < date '1995-01-01'
  and l_discount between 0.05 and 0.07
  and l_quantity < 24`;
