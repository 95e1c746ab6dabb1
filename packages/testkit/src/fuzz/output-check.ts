import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_DECIMAL_PRECISION } from "@millrace/core";
import type { LazyFrame } from "millrace";
import { scanCsv, scanParquet } from "millrace";
import { defaultConfiguration, runUnder } from "../configurations.ts";
import type { Answer, AnswerValue } from "../oracle/answer.ts";
import { answerOfFrame } from "../oracle/answer.ts";
import { compareAnswers } from "../oracle/compare-answers.ts";
import type { PlanRelation } from "../plans/relation.ts";
import { Random } from "../random.ts";
import type { PlanCheck } from "./plan-check.ts";

/** The ways out of a query beside a frame, read back. */
const outputs: Readonly<Record<string, (plan: PlanRelation, folder: string) => Promise<Answer>>> = {
  "as batches": async ({ frame, columns }) => {
    const rows: (readonly AnswerValue[])[] = [];
    for await (const batch of frame.batches({ threads: 3 })) rows.push(...answerOfFrame(batch).rows);
    return { columns: columns.map(({ name }) => name), rows };
  },
  "through a Parquet file": async ({ frame }, folder) => {
    const path = join(folder, "rows.parquet");
    await frame.sinkParquet(path, { rowGroupSize: 1000, threads: 2 });
    return read(scanParquet(path));
  },
  "through a CSV file": async ({ frame }, folder) => {
    const path = join(folder, "rows.csv");
    await frame.sinkCsv(path, { nullValue: "NULL", threads: 2 });
    const { fields } = await frame.collectSchema();
    const schema = Object.fromEntries(fields.map(({ name, type }) => [name, type]));
    return read(scanCsv(path, { schema, nullValues: "NULL" }));
  },
};

async function read(scan: LazyFrame): Promise<Answer> {
  return answerOfFrame(await scan.collect({ threads: 2 }));
}

/** Whatever way the rows take out of the query, they are the same to the bit and in the same order. */
export const arrivesWhole: PlanCheck = async (plan, seed) => {
  // Files hold sums of decimals, but no scan reads more than 18 digits.
  const isWide = plan.columns.some(({ type }) => type.kind === "decimal" && type.precision > MAX_DECIMAL_PRECISION);
  const name = isWide ? "as batches" : new Random(seed).pick(Object.keys(outputs));
  const expected = await runUnder(plan, defaultConfiguration);
  const folder = mkdtempSync(join(tmpdir(), "millrace-output-"));
  try {
    const answer = await outputs[name]!(plan, folder);
    const fault = compareAnswers(answer, expected, { ordered: true, exact: true });
    return fault && `${name}: ${fault}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
