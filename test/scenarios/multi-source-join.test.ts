import { join } from "node:path";
import type { LazyFrame, Row } from "millrace";
import { col, readParquet, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { groupRows, mean, sortedRows } from "./support/rows.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
let patientRows: Row[];
let labRows: Row[];

beforeAll(async () => {
  await generate(folder, "patients --files 2 --patients 500 --null-rate 0.1");
  await generate(folder, "labs --rows 20000 --files 3 --patients 500 --null-rate 0.05");
  patientRows = (await readParquet(join(folder, "patients/*.parquet"))).toRecords();
  labRows = (await readParquet(join(folder, "labs/*.parquet"))).toRecords();
});

const query = (): LazyFrame =>
  scanParquet(join(folder, "labs/*.parquet"))
    .filter(col("test_name").eq("HbA1c"))
    .join(scanParquet(join(folder, "patients/*.parquet")).select("patient_id", "age_group", "gender"), {
      on: "patient_id",
    })
    .groupBy("age_group", "gender")
    .agg(col("result_value").mean().alias("avg_hba1c"));

describe("a join of two sources", () => {
  it.each([1, 2, 4])("[S-16] [JOI-01] [GRP-02] equals loops over the rows, with %i threads", async (threads) => {
    const result = (await query().collect({ threads, engine: "streaming" })).toRecords();
    const patients = new Map(patientRows.map((row) => [row["patient_id"], row]));
    const joined = labRows
      .filter((row) => row["test_name"] === "HbA1c" && patients.has(row["patient_id"]!))
      .map((row) => ({ ...row, ...patients.get(row["patient_id"]!)! }));
    const expected = groupRows(joined, (row) => `${row["age_group"]}/${row["gender"]}`);
    expect(labRows.some((row) => !patients.has(row["patient_id"]!))).toBe(true);
    expect([...expected.keys()].some((key) => key.includes("null"))).toBe(true);
    expect(result.map((row) => `${row["age_group"]}/${row["gender"]}`).sort()).toEqual([...expected.keys()].sort());
    for (const row of result) {
      const group = expected.get(`${row["age_group"]}/${row["gender"]}`)!;
      expect(row["avg_hba1c"]).toBeCloseTo(mean(group.map((lab) => lab["result_value"]))!, 9);
    }
  });

  it("[S-16] [STM-14] any number of threads and no memory limit give the same bytes", async () => {
    const first = await query().collect({ threads: 1 });
    for (const options of [{ threads: 2 }, { threads: 3 }, { engine: "in-memory" }, { engine: "auto" }] as const) {
      const other = await query().collect(options);
      expect(sortedRows(other)).toEqual(sortedRows(first));
      expect(other.equals(first)).toBe(true);
    }
  });

  itOptimizes(
    "[S-16] [JOI-17] [JOI-18] the small side is read once and both sides read only what is used",
    async () => {
      const { profile } = await query().profile({ threads: 2 });
      const builds = profile.pipelines.filter((pipeline) => pipeline.sink === "build");
      expect(builds).toHaveLength(1);
      expect(builds[0]!.rowsIn).toBe(patientRows.length);
      const text = await query().explain();
      expect(text).toContain("[patient_id, age_group, gender]");
      expect(text).toMatch(/PROJECT \d\/5 \[patient_id, result_value\].*WHERE test_name = "HbA1c"/);
    },
  );
});
