import type { LazyFrame } from "millrace";
import { col } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q18, large volume customer. */
export function query({ customer, orders, lineitem }: TpchTables): LazyFrame {
  // An order's lines are summed once: the sum that selects it is the one that is reported.
  const large = lineitem
    .groupBy("l_orderkey")
    .agg(col("l_quantity").sum().alias("sum_quantity"))
    .filter(col("sum_quantity").gt(300));
  const placed = orders
    .join(large, { leftOn: "o_orderkey", rightOn: "l_orderkey", how: "inner" })
    .select("o_orderkey", "o_custkey", "o_orderdate", "o_totalprice", "sum_quantity");
  return customer
    .join(placed, { leftOn: "c_custkey", rightOn: "o_custkey", how: "inner" })
    .select("c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice", "sum_quantity")
    .sort(["o_totalprice", "o_orderdate"], { descending: [true, false] })
    .head(100);
}

/** Q18 for engines that speak SQL. */
export const sql: string = `
select c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) as sum_quantity
from customer, orders, lineitem
where o_orderkey in (select l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 300)
  and c_custkey = o_custkey
  and o_orderkey = l_orderkey
group by c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
order by o_totalprice desc, o_orderdate
limit 100`;
