import type { LazyFrame } from "millrace";
import { col, date, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q10, returned item reporting. */
export function query({ customer, orders, lineitem, nation }: TpchTables): LazyFrame {
  const placed = orders
    .filter(
      col("o_orderdate")
        .ge(date("1993-10-01"))
        .and(col("o_orderdate").lt(date("1994-01-01"))),
    )
    .select("o_orderkey", "o_custkey");
  const lost = lineitem
    .filter(col("l_returnflag").eq("R"))
    .join(placed, { leftOn: "l_orderkey", rightOn: "o_orderkey", how: "inner" })
    .groupBy("o_custkey")
    .agg(
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .sum()
        .alias("revenue"),
    );
  return customer
    .join(lost, { leftOn: "c_custkey", rightOn: "o_custkey", how: "inner" })
    .join(nation, { leftOn: "c_nationkey", rightOn: "n_nationkey", how: "inner" })
    .select("c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment")
    .sort("revenue", { descending: true })
    .head(20);
}

/** Q10 for engines that speak SQL. */
export const sql: string = `
select
  c_custkey,
  c_name,
  sum(l_extendedprice * (1 - l_discount)) as revenue,
  c_acctbal,
  n_name,
  c_address,
  c_phone,
  c_comment
from customer, orders, lineitem, nation
where c_custkey = o_custkey
  and l_orderkey = o_orderkey
  and o_orderdate >= date '1993-10-01'
  and o_orderdate < date '1994-01-01'
  and l_returnflag = 'R'
  and c_nationkey = n_nationkey
group by c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
order by revenue desc
limit 20`;
