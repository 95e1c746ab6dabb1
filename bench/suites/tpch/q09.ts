import type { LazyFrame } from "millrace";
import { col, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q9, product type profit measure. */
export function query({ part, supplier, lineitem, partsupp, orders, nation }: TpchTables): LazyFrame {
  const green = part.filter(col("p_name").str.contains("green", { literal: true }));
  const costs = partsupp
    .join(green, { leftOn: "ps_partkey", rightOn: "p_partkey", how: "semi" })
    .select("ps_partkey", "ps_suppkey", "ps_supplycost");
  const suppliers = supplier
    .join(nation, { leftOn: "s_nationkey", rightOn: "n_nationkey", how: "inner" })
    .select("s_suppkey", col("n_name").alias("nation"));
  const profits = lineitem
    // Every part has offers, so the offers of the green parts select their lines as well.
    .join(costs, { leftOn: ["l_partkey", "l_suppkey"], rightOn: ["ps_partkey", "ps_suppkey"], how: "inner" })
    .join(suppliers, { leftOn: "l_suppkey", rightOn: "s_suppkey", how: "inner" })
    .select(
      "l_orderkey",
      "nation",
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .sub(col("ps_supplycost").mul(col("l_quantity")))
        .alias("amount"),
    );
  return orders
    .join(profits, { leftOn: "o_orderkey", rightOn: "l_orderkey", how: "inner" })
    .select("nation", col("o_orderdate").dt.year().alias("o_year"), "amount")
    .groupBy("nation", "o_year")
    .agg(col("amount").sum().alias("sum_profit"))
    .sort(["nation", "o_year"], { descending: [false, true] });
}

/** Q9 for engines that speak SQL. */
export const sql: string = `
select nation, o_year, sum(amount) as sum_profit
from (
  select
    n_name as nation,
    extract(year from o_orderdate) as o_year,
    l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity as amount
  from part, supplier, lineitem, partsupp, orders, nation
  where s_suppkey = l_suppkey
    and ps_suppkey = l_suppkey
    and ps_partkey = l_partkey
    and p_partkey = l_partkey
    and o_orderkey = l_orderkey
    and s_nationkey = n_nationkey
    and p_name like '%green%'
) as profit
group by nation, o_year
order by nation, o_year desc`;
