import type { LazyFrame } from "millrace";
import { col, date, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q15, top supplier. */
export function query({ lineitem, supplier }: TpchTables): LazyFrame {
  const revenue = lineitem
    .filter(
      col("l_shipdate")
        .ge(date("1996-01-01"))
        .and(col("l_shipdate").lt(date("1996-04-01"))),
    )
    .groupBy("l_suppkey")
    .agg(
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .sum()
        .alias("total_revenue"),
    );
  const best = revenue.select(col("total_revenue").max().alias("best_revenue"));
  const top = revenue.join(best, { how: "cross" }).filter(col("total_revenue").eq(col("best_revenue")));
  return supplier
    .join(top, { leftOn: "s_suppkey", rightOn: "l_suppkey", how: "inner" })
    .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
    .sort("s_suppkey");
}

/** Q15 for engines that speak SQL. */
export const sql: string = `
with revenue as (
  select l_suppkey as supplier_no, sum(l_extendedprice * (1 - l_discount)) as total_revenue
  from lineitem
  where l_shipdate >= date '1996-01-01'
    and l_shipdate < date '1996-04-01'
  group by l_suppkey
)
select s_suppkey, s_name, s_address, s_phone, total_revenue
from supplier, revenue
where s_suppkey = supplier_no
  and total_revenue = (select max(total_revenue) from revenue)
order by s_suppkey`;
