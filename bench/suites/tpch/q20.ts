import type { LazyFrame } from "millrace";
import { col, date } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q20, potential part promotion. */
export function query({ supplier, nation, partsupp, part, lineitem }: TpchTables): LazyFrame {
  const forest = part.filter(col("p_name").str.startsWith("forest"));
  const shipped = lineitem
    .filter(
      col("l_shipdate")
        .ge(date("1994-01-01"))
        .and(col("l_shipdate").lt(date("1995-01-01"))),
    )
    .join(forest, { leftOn: "l_partkey", rightOn: "p_partkey", how: "semi" })
    .groupBy("l_partkey", "l_suppkey")
    .agg(col("l_quantity").sum().mul(0.5).alias("half_quantity"));
  const surplus = partsupp
    .join(shipped, { leftOn: ["ps_partkey", "ps_suppkey"], rightOn: ["l_partkey", "l_suppkey"], how: "inner" })
    .filter(col("ps_availqty").gt(col("half_quantity")));
  const canada = nation.filter(col("n_name").eq("CANADA"));
  return supplier
    .join(canada, { leftOn: "s_nationkey", rightOn: "n_nationkey", how: "semi" })
    .join(surplus, { leftOn: "s_suppkey", rightOn: "ps_suppkey", how: "semi" })
    .select("s_name", "s_address")
    .sort("s_name");
}

/** Q20 for engines that speak SQL. */
export const sql: string = `
select s_name, s_address
from supplier, nation
where s_suppkey in (
    select ps_suppkey
    from partsupp
    where ps_partkey in (select p_partkey from part where p_name like 'forest%')
      and ps_availqty > (
        select 0.5 * sum(l_quantity)
        from lineitem
        where l_partkey = ps_partkey
          and l_suppkey = ps_suppkey
          and l_shipdate >= date '1994-01-01'
          and l_shipdate < date '1995-01-01'
      )
  )
  and s_nationkey = n_nationkey
  and n_name = 'CANADA'
order by s_name`;
