// Columns of every type as keys of groups and joins, where keys have equal hashes, state spills and nothing is coded.

import type { EngineTuning } from "@millrace/engine";
import { setEngineTuning } from "@millrace/engine";
import type { Corpus } from "@millrace/testkit";
import { answerOfFrame, compareAnswers, openCorpus } from "@millrace/testkit";
import { col, len, scanParquet } from "millrace";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const tunings: readonly (readonly [name: string, tuning: Partial<EngineTuning>])[] = [
  ["by default", {}],
  ["where every hash is equal", { equalHashes: true, flatColumns: true }],
  ["where state spills", { stateLimit: 100_000, noArrayJoins: true }],
];
const options = { threads: 2 };
let corpus: Corpus;

beforeAll(async () => {
  corpus = await openCorpus([400, 600], 5);
});
afterEach(() => {
  setEngineTuning({});
});
afterAll(() => corpus.close());

describe.each(tunings)("keys of every type, %s,", (_, tuning) => {
  it("group rows as in DuckDB", async () => {
    const [{ path, name: table, columns }] = corpus.tables as [Corpus["tables"][number]];
    for (const { name } of columns) {
      const grouped = scanParquet(path).groupBy(name).agg(len(), col("rid").sum().alias("rows"));
      const sql = `select ${name} as k, count(*)::uinteger as len, sum(rid)::bigint as rows from ${table} group by ${name}`;
      setEngineTuning(tuning);
      const actual = answerOfFrame(await grouped.rename({ [name]: "k" }).collect(options));
      expect([name, compareAnswers(actual, await corpus.duckdb.query(sql), { ordered: false })]).toEqual([name, null]);
    }
  });

  it("join rows as in DuckDB", async () => {
    const [left, right] = corpus.tables as [Corpus["tables"][number], Corpus["tables"][number]];
    for (const { name } of left.columns) {
      const [a, b] = [left, right].map(({ path }) => scanParquet(path).select(col("rid"), col(name).alias("k")));
      for (const nullsEqual of [false, true]) {
        const equals = nullsEqual ? "is not distinct from" : "=";
        const joined = a!.join(b!, { on: "k", how: "left", nullsEqual, suffix: "_b" });
        const counted = joined.groupBy("rid").agg(len(), col("rid_b").sum().alias("partners"));
        const sql = `select a.rid, count(*)::uinteger as len, coalesce(sum(b.rid), 0)::bigint as partners
          from ${left.name} a left join ${right.name} b on a.${name} ${equals} b.${name} group by a.rid`;
        setEngineTuning(tuning);
        const actual = answerOfFrame(await counted.collect(options));
        const difference = compareAnswers(actual, await corpus.duckdb.query(sql), { ordered: false });
        expect([name, nullsEqual, difference]).toEqual([name, nullsEqual, null]);
      }
    }
  });

  it("keep and drop rows by their keys as in DuckDB", async () => {
    const [left, right] = corpus.tables as [Corpus["tables"][number], Corpus["tables"][number]];
    for (const { name } of left.columns) {
      const [a, b] = [left, right].map(({ path }) => scanParquet(path).select(col("rid"), col(name).alias("k")));
      for (const how of ["semi", "anti"] as const) {
        const kept = a!.join(b!.filter(col("rid").gt(300)), { on: "k", how }).select("rid");
        const sql = `select rid from ${left.name} a where ${how === "anti" ? "not" : ""} exists
          (from ${right.name} b where b.rid > 300 and a.${name} = b.${name})`;
        setEngineTuning(tuning);
        const actual = answerOfFrame(await kept.collect(options));
        const difference = compareAnswers(actual, await corpus.duckdb.query(sql), { ordered: false });
        expect([name, how, difference]).toEqual([name, how, null]);
      }
    }
  });
});
