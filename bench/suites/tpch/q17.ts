import type { LazyFrame } from "millrace";
import { col, len, when } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q17, small-quantity-order revenue. */
export function query({ lineitem, part }: TpchTables): LazyFrame {
  const parts = part.filter(col("p_brand").eq("Brand#23"), col("p_container").eq("MED BOX"));
  const lines = lineitem
    .join(parts, { leftOn: "l_partkey", rightOn: "p_partkey", how: "semi" })
    .select("l_partkey", "l_quantity", "l_extendedprice");
  const limits = lines.groupBy("l_partkey").agg(col("l_quantity").mean().mul(0.2).alias("quantity_limit"));
  return (
    lines
      .join(limits, { on: "l_partkey", how: "inner" })
      .filter(col("l_quantity").lt(col("quantity_limit")))
      // In frames the sum of nothing is 0, in SQL it is null; at small scales no line may be left.
      .select(when(len().gt(0)).then(col("l_extendedprice").sum().div(7)).otherwise(null).alias("avg_yearly"))
  );
}

/** Q17 for engines that speak SQL. */
export const sql: string = `
select sum(l_extendedprice) / 7.0 as avg_yearly
from lineitem, part
where p_partkey = l_partkey
  and p_brand = 'Brand#23'
  and p_container = 'MED BOX'
  and l_quantity < (select 0.2 * avg(l_quantity) from lineitem where l_partkey = p_partkey)`;
