import type { LazyFrame } from "millrace";
import { col, len, when } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q21, suppliers who kept orders waiting. */
export function query({ supplier, lineitem, orders, nation }: TpchTables): LazyFrame {
  const isLate = col("l_receiptdate").gt(col("l_commitdate"));
  const suppliers = supplier
    .join(nation.filter(col("n_name").eq("SAUDI ARABIA")), {
      leftOn: "s_nationkey",
      rightOn: "n_nationkey",
      how: "semi",
    })
    .select("s_suppkey", "s_name");
  const late = lineitem
    .filter(isLate)
    .join(suppliers, { leftOn: "l_suppkey", rightOn: "s_suppkey", how: "inner" })
    .select("l_orderkey", "s_name");
  const waiting = orders
    .filter(col("o_orderstatus").eq("F"))
    .select("o_orderkey")
    .join(late, { leftOn: "o_orderkey", rightOn: "l_orderkey", how: "inner" });
  // Another supplier took part when the order's suppliers differ; no other was late when its late suppliers do not.
  const lateSupplier = when(isLate).then(col("l_suppkey")).otherwise(null);
  const blamed = lineitem
    .join(waiting, { leftOn: "l_orderkey", rightOn: "o_orderkey", how: "semi" })
    .groupBy("l_orderkey")
    .agg(
      col("l_suppkey").min().alias("first_supplier"),
      col("l_suppkey").max().alias("last_supplier"),
      lateSupplier.min().alias("first_late"),
      lateSupplier.max().alias("last_late"),
    )
    .filter(col("first_supplier").ne(col("last_supplier")), col("first_late").eq(col("last_late")));
  return waiting
    .join(blamed, { leftOn: "o_orderkey", rightOn: "l_orderkey", how: "semi" })
    .groupBy("s_name")
    .agg(len().alias("numwait"))
    .sort(["numwait", "s_name"], { descending: [true, false] })
    .head(100);
}

/** Q21 for engines that speak SQL. */
export const sql: string = `
select s_name, count(*) as numwait
from supplier, lineitem l1, orders, nation
where s_suppkey = l1.l_suppkey
  and o_orderkey = l1.l_orderkey
  and o_orderstatus = 'F'
  and l1.l_receiptdate > l1.l_commitdate
  and exists (
    select * from lineitem l2 where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey
  )
  and not exists (
    select *
    from lineitem l3
    where l3.l_orderkey = l1.l_orderkey
      and l3.l_suppkey <> l1.l_suppkey
      and l3.l_receiptdate > l3.l_commitdate
  )
  and s_nationkey = n_nationkey
  and n_name = 'SAUDI ARABIA'
group by s_name
order by numwait desc, s_name
limit 100`;
