import type { LazyFrame } from "millrace";
import { col } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q16, parts/supplier relationship. */
export function query({ partsupp, part, supplier }: TpchTables): LazyFrame {
  const parts = part
    .filter(
      col("p_brand").ne("Brand#45"),
      col("p_type").str.startsWith("MEDIUM POLISHED").not(),
      col("p_size").isIn([49, 14, 23, 45, 19, 3, 36, 9]),
    )
    .select("p_partkey", "p_brand", "p_type", "p_size");
  const blamed = supplier.filter(col("s_comment").str.like("%Customer%Complaints%"));
  return partsupp
    .join(parts, { leftOn: "ps_partkey", rightOn: "p_partkey", how: "inner" })
    .join(blamed, { leftOn: "ps_suppkey", rightOn: "s_suppkey", how: "anti" })
    .groupBy("p_brand", "p_type", "p_size")
    .agg(col("ps_suppkey").nUnique().alias("supplier_cnt"))
    .sort(["supplier_cnt", "p_brand", "p_type", "p_size"], { descending: [true, false, false, false] });
}

/** Q16 for engines that speak SQL. */
export const sql: string = `
select p_brand, p_type, p_size, count(distinct ps_suppkey) as supplier_cnt
from partsupp, part
where p_partkey = ps_partkey
  and p_brand <> 'Brand#45'
  and p_type not like 'MEDIUM POLISHED%'
  and p_size in (49, 14, 23, 45, 19, 3, 36, 9)
  and ps_suppkey not in (select s_suppkey from supplier where s_comment like '%Customer%Complaints%')
group by p_brand, p_type, p_size
order by supplier_cnt desc, p_brand, p_type, p_size`;
