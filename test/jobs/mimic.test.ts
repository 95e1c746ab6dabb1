// The example over the tables of the MIMIC-III demo, read where they lie, against DuckDB's answer.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPipeline, runPipeline } from "@millrace/jobs";
import { readCsv, readParquet } from "millrace";
import { expect, test } from "vitest";
import { duckdbRows } from "./duckdb-rows.ts";
import { testFolder } from "./fixtures.ts";

const root = join(import.meta.dirname, "../..");
const data = join(root, "../shared/corpora/real/mimic-demo");
const example = join(root, "examples/mimic-labs.yaml");
const folder = testFolder("mimic");

const sql = `
  with results as (
    select label, admittime, dob, gender, p.subject_id, try_cast(l.value as double) as number
    from read_csv('${data}/labevents.csv.gz', all_varchar = true) l
    join read_csv('${data}/d_labitems.csv', all_varchar = true) d using (itemid)
    join read_csv('${data}/admissions.csv', all_varchar = true) a on l.hadm_id = a.hadm_id
    join read_csv('${data}/patients.csv', all_varchar = true) p on a.subject_id = p.subject_id
    where d.label in ('% Hemoglobin A1c', 'Creatinine') and d.fluid = 'Blood'
  ), ages as (
    select *, date_sub('year', dob::date, admittime::date) as age from results
  )
  select label,
    case when age < 40 then '<40' when age < 60 then '40-59' when age < 75 then '60-74' when age < 90 then '75-89'
      else '90+' end as age_group,
    gender, month(admittime::timestamp)::int as month,
    count(*)::int as measurements, count(number)::int as numbers,
    avg(number) as mean_value, min(number) as min_value, max(number) as max_value,
    count(distinct subject_id)::int as patients
  from ages group by all order by label, age_group, gender, month`;

test.skipIf(!existsSync(data))(
  "[CFG-08] [CFG-13] the laboratory job on real tables answers as DuckDB does",
  async () => {
    const names = Object.keys((await loadPipeline(example)).source as { inputs: object });
    expect(names).toContain("inputs");
    const overrides: Record<string, string> = {};
    const { inputs, outputs } = (await loadPipeline(example)).source as Record<string, Record<string, unknown>>;
    for (const [id, input] of Object.entries(inputs!)) {
      overrides[`inputs.${id}.path`] = join(root, (input as { path: string }).path);
    }
    for (const [kind, path] of Object.entries(outputs!)) overrides[`outputs.${kind}`] = join(folder, path as string);
    const { result, log } = await runPipeline(example, overrides);

    const rows = result.toRecords();
    const expected = await duckdbRows(sql);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.map((row) => ({ ...row, mean_value: null }))).toEqual(
      expected.map((row) => ({ ...row, mean_value: null })),
    );
    for (const [i, row] of rows.entries())
      expect(row["mean_value"]).toBeCloseTo(expected[i]!["mean_value"] as number, 9);
    // Words among the numbers of all tests are counted; one of them, "LESS THAN 0.4", is of a test that is asked for.
    const words = `
    select count(*)::int n from read_csv('${data}/labevents.csv.gz', all_varchar = true)
    where value is not null and try_cast(value as double) is null`;
    const [{ n }] = (await duckdbRows(words)) as [{ n: number }];
    expect(log.find(({ message }) => message.startsWith("rejects:"))).toMatchObject({
      level: "WARN",
      step: "labevents",
      message: expect.stringContaining(`rejects: ${n.toLocaleString("en-US")} values`),
    });
    const sum = (name: string): number => rows.reduce((total, row) => total + (row[name] as number), 0);
    expect(sum("measurements") - sum("numbers")).toBe(1);

    expect((await readParquet(overrides["outputs.parquet"]!)).equals(result)).toBe(true);
    expect((await readCsv(overrides["outputs.csv"]!)).height).toBe(rows.length);
    expect(readFileSync(overrides["outputs.log"]!, "utf8").split("\n")).toHaveLength(log.length + 1);
  },
);
