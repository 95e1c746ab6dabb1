import type { LazyFrame } from "millrace";
import { col } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q2, minimum cost supplier. */
export function query({ part, supplier, partsupp, nation, region }: TpchTables): LazyFrame {
  const parts = part
    .filter(col("p_size").eq(15).and(col("p_type").str.endsWith("BRASS")))
    .select("p_partkey", "p_mfgr");
  const nations = nation
    .join(region.filter(col("r_name").eq("EUROPE")), { leftOn: "n_regionkey", rightOn: "r_regionkey", how: "semi" })
    .select("n_nationkey", "n_name");
  const suppliers = supplier.join(nations, { leftOn: "s_nationkey", rightOn: "n_nationkey", how: "inner" });
  const offers = partsupp
    .join(parts, { leftOn: "ps_partkey", rightOn: "p_partkey", how: "inner" })
    .join(suppliers, { leftOn: "ps_suppkey", rightOn: "s_suppkey", how: "inner" });
  const cheapest = offers.groupBy("ps_partkey").agg(col("ps_supplycost").min().alias("min_supplycost"));
  return offers
    .join(cheapest, { on: "ps_partkey", how: "inner" })
    .filter(col("ps_supplycost").eq(col("min_supplycost")))
    .select(
      "s_acctbal",
      "s_name",
      "n_name",
      col("ps_partkey").alias("p_partkey"),
      "p_mfgr",
      "s_address",
      "s_phone",
      "s_comment",
    )
    .sort(["s_acctbal", "n_name", "s_name", "p_partkey"], { descending: [true, false, false, false] })
    .head(100);
}

/** Q2 for engines that speak SQL. */
export const sql: string = `
select s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
from part, supplier, partsupp, nation, region
where p_partkey = ps_partkey
  and s_suppkey = ps_suppkey
  and p_size = 15
  and p_type like '%BRASS'
  and s_nationkey = n_nationkey
  and n_regionkey = r_regionkey
  and r_name = 'EUROPE'
  and ps_supplycost = (
    select min(ps_supplycost)
    from partsupp, supplier, nation, region
    where p_partkey = ps_partkey
      and s_suppkey = ps_suppkey
      and s_nationkey = n_nationkey
      and n_regionkey = r_regionkey
      and r_name = 'EUROPE'
  )
order by s_acctbal desc, n_name, s_name, p_partkey
limit 100`;
