import type { LazyFrame } from "millrace";
import { DataFrame, Date as DateType, Int64 } from "millrace";
import { query } from "../../suites/tpch/q05.ts";
import type { TpchTables } from "../../suites/tpch/tables.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected } from "../micro-case.ts";

/** The columns that query 5 of TPC-H reads, one matching row each: what is left is the fixed cost of a query of five joins. */
function smallTables(): TpchTables {
  const keys = (names: readonly string[]): Record<string, readonly bigint[]> =>
    Object.fromEntries(names.map((name) => [name, [1n]]));
  const tables: Record<string, LazyFrame> = {
    region: DataFrame({ ...keys(["r_regionkey"]), r_name: ["ASIA"] }).lazy(),
    nation: DataFrame({ ...keys(["n_nationkey", "n_regionkey"]), n_name: ["CHINA"] }).lazy(),
    supplier: DataFrame(keys(["s_suppkey", "s_nationkey"])).lazy(),
    customer: DataFrame(keys(["c_custkey", "c_nationkey"])).lazy(),
    orders: DataFrame(
      { ...keys(["o_orderkey", "o_custkey"]), o_orderdate: [new Date("1994-06-01")] },
      { schemaOverrides: { o_orderdate: DateType } },
    ).lazy(),
    lineitem: DataFrame(
      { ...keys(["l_orderkey", "l_suppkey"]), l_extendedprice: [200], l_discount: [0.25] },
      { schemaOverrides: { l_orderkey: Int64 } },
    ).lazy(),
  };
  return tables as unknown as TpchTables;
}

/** A case over query 5, built anew in each call, as a user's code does. */
function explainCase(name: string, level: "optimized" | "physical"): MicroCase {
  return {
    name,
    items: 1,
    unit: "plans",
    async: true,
    prepare: async () => {
      const tables = smallTables();
      const wanted = await query(tables).explain({ level });
      let text = "";
      return {
        run: async () => {
          text = await query(tables).explain({ level });
        },
        check: () =>
          expected("plan", text, wanted) ?? expected("that it names the join key", /l_orderkey/.test(text), true),
      };
    },
  };
}

/** Fixed costs of a query: plan, lower, compile and run with next to no rows. */
export const queryCases: readonly MicroCase[] = [
  explainCase("query.optimize-q5", "optimized"),
  explainCase("query.lower-q5", "physical"),
  {
    name: "query.run-q5",
    items: 1,
    unit: "queries",
    async: true,
    prepare: () => {
      const tables = smallTables();
      let rows: readonly unknown[] = [];
      return {
        run: async () => {
          rows = (await query(tables).collect()).toRecords();
        },
        check: () => expected("rows", JSON.stringify(rows), '[{"n_name":"CHINA","revenue":150}]'),
      };
    },
  },
];
