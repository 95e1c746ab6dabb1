import type { LazyFrame } from "millrace";
import { col, len } from "millrace";
import type { TpchTables } from "./tables.ts";

/** Q22, global sales opportunity. */
export function query({ customer, orders }: TpchTables): LazyFrame {
  const customers = customer
    .select("c_custkey", "c_acctbal", col("c_phone").str.slice(0, 2).alias("cntrycode"))
    .filter(col("cntrycode").isIn(["13", "31", "23", "29", "30", "18", "17"]));
  const average = customers.filter(col("c_acctbal").gt(0)).select(col("c_acctbal").mean().alias("avg_acctbal"));
  return customers
    .join(average, { how: "cross" })
    .filter(col("c_acctbal").gt(col("avg_acctbal")))
    .join(orders, { leftOn: "c_custkey", rightOn: "o_custkey", how: "anti" })
    .groupBy("cntrycode")
    .agg(len().alias("numcust"), col("c_acctbal").sum().alias("totacctbal"))
    .sort("cntrycode");
}

/** Q22 for engines that speak SQL. */
export const sql: string = `
select cntrycode, count(*) as numcust, sum(c_acctbal) as totacctbal
from (
  select substring(c_phone from 1 for 2) as cntrycode, c_acctbal
  from customer
  where substring(c_phone from 1 for 2) in ('13', '31', '23', '29', '30', '18', '17')
    and c_acctbal > (
      select avg(c_acctbal)
      from customer
      where c_acctbal > 0.00
        and substring(c_phone from 1 for 2) in ('13', '31', '23', '29', '30', '18', '17')
    )
    and not exists (select * from orders where o_custkey = c_custkey)
) as custsale
group by cntrycode
order by cntrycode`;
