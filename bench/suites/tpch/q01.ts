import type { LazyFrame } from "millrace";
import { col, date, len, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q1, pricing summary report. */
export function query({ lineitem }: TpchTables): LazyFrame {
  const discounted = col("l_extendedprice").mul(lit(1).sub(col("l_discount")));
  return lineitem
    .filter(col("l_shipdate").le(date("1998-09-02")))
    .groupBy("l_returnflag", "l_linestatus")
    .agg(
      col("l_quantity").sum().alias("sum_qty"),
      col("l_extendedprice").sum().alias("sum_base_price"),
      discounted.sum().alias("sum_disc_price"),
      discounted
        .mul(lit(1).add(col("l_tax")))
        .sum()
        .alias("sum_charge"),
      col("l_quantity").mean().alias("avg_qty"),
      col("l_extendedprice").mean().alias("avg_price"),
      col("l_discount").mean().alias("avg_disc"),
      len().alias("count_order"),
    )
    .sort(["l_returnflag", "l_linestatus"]);
}

/** Q1 for engines that speak SQL. */
export const sql: string = `
select
  l_returnflag,
  l_linestatus,
  sum(l_quantity) as sum_qty,
  sum(l_extendedprice) as sum_base_price,
  sum(l_extendedprice * (1 - l_discount)) as sum_disc_price,
  sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as sum_charge,
  avg(l_quantity) as avg_qty,
  avg(l_extendedprice) as avg_price,
  avg(l_discount) as avg_disc,
  count(*) as count_order
from lineitem
where l_shipdate <= date '1998-09-02'
group by l_returnflag, l_linestatus
order by l_returnflag, l_linestatus`;
