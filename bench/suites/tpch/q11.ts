import type { LazyFrame } from "millrace";
import { col } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q11, important stock identification; the fraction is the one of scale factor 1 at every scale. */
export function query({ partsupp, supplier, nation }: TpchTables): LazyFrame {
  const german = supplier.join(nation.filter(col("n_name").eq("GERMANY")), {
    leftOn: "s_nationkey",
    rightOn: "n_nationkey",
    how: "semi",
  });
  const stock = partsupp
    .join(german, { leftOn: "ps_suppkey", rightOn: "s_suppkey", how: "semi" })
    .select("ps_partkey", col("ps_supplycost").mul(col("ps_availqty")).alias("value"));
  const threshold = stock.select(col("value").sum().mul(0.0001).alias("threshold"));
  return stock
    .groupBy("ps_partkey")
    .agg(col("value").sum())
    .join(threshold, { how: "cross" })
    .filter(col("value").gt(col("threshold")))
    .select("ps_partkey", "value")
    .sort("value", { descending: true });
}

/** Q11 for engines that speak SQL. */
export const sql: string = `
select ps_partkey, sum(ps_supplycost * ps_availqty) as value
from partsupp, supplier, nation
where ps_suppkey = s_suppkey
  and s_nationkey = n_nationkey
  and n_name = 'GERMANY'
group by ps_partkey
having sum(ps_supplycost * ps_availqty) > (
  select sum(ps_supplycost * ps_availqty) * 0.0001
  from partsupp, supplier, nation
  where ps_suppkey = s_suppkey
    and s_nationkey = n_nationkey
    and n_name = 'GERMANY'
)
order by value desc`;
