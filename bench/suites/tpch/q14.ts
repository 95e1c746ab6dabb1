import type { LazyFrame } from "millrace";
import { col, date, lit, when } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q14, promotion effect. */
export function query({ lineitem, part }: TpchTables): LazyFrame {
  const shipped = lineitem
    .filter(
      col("l_shipdate")
        .ge(date("1995-09-01"))
        .and(col("l_shipdate").lt(date("1995-10-01"))),
    )
    .select(
      "l_partkey",
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .alias("revenue"),
    );
  const promoted = when(col("p_type").str.startsWith("PROMO")).then(col("revenue")).otherwise(0);
  return part
    .join(shipped, { leftOn: "p_partkey", rightOn: "l_partkey", how: "inner" })
    .select(lit(100).mul(promoted.sum()).div(col("revenue").sum()).alias("promo_revenue"));
}

/** Q14 for engines that speak SQL. */
export const sql: string = `
select
  100.00 * sum(case when p_type like 'PROMO%' then l_extendedprice * (1 - l_discount) else 0 end)
    / sum(l_extendedprice * (1 - l_discount)) as promo_revenue
from lineitem, part
where l_partkey = p_partkey
  and l_shipdate >= date '1995-09-01'
  and l_shipdate < date '1995-10-01'`;
