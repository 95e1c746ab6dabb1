import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { itByDefault } from "../support/hostile-skips.ts";

const NUM_ROWS = 100_000;
const COPIES = 8;
/** More or fewer rows may change the peak by so much: the heap of a process is not the same twice. All rows are 100 MiB. */
const MARGIN_MIB = 32;

let folder: string;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As CSV has it: "" is null. */
const valueText = (i: number): string => {
  if (i % 50 === 1) return "";
  return i % 50 === 2 ? "NaN" : `${((i * 7919) % 100_003) + 0.5}`;
};
const heartRate = (i: number): number => 40 + ((i * 7919) % 170);
const isRecent = (i: number): boolean => i % 3 !== 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bounded-queries-"));
  const lines = ["patient_id,timestamp,heart_rate,value,note"];
  for (let i = 0; i < NUM_ROWS; i++) {
    const note = `${i} is a note that nobody needs to read `.repeat(2);
    lines.push(`${i % 300},202${isRecent(i) ? 4 : 3}-05-06T07:08:09,${heartRate(i)},${valueText(i)},${note}`);
  }
  for (const [name, copies] of [
    ["few", 1],
    ["many", COPIES],
  ] as const) {
    mkdirSync(join(folder, name));
    const first = join(folder, name, "0.csv");
    writeFileSync(first, `${lines.join("\n")}\n`);
    for (let copy = 1; copy < copies; copy++) copyFileSync(first, join(folder, name, `${copy}.csv`));
  }
});

interface Outcome {
  readonly result: unknown;
  readonly spilledBytes: number;
  readonly peakMiB: number;
  readonly limitMiB: number;
}

/** Runs a query in a process of its own: over the rows, or over eight times as many. */
function run(query: string, size: "few" | "many"): Outcome {
  const script = join(import.meta.dirname, "bounded-queries.ts");
  const temp = join(folder, `${query}-${size}`);
  mkdirSync(temp);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [script, query, join(folder, size, "*.csv"), join(temp, "out")],
    {
      encoding: "utf8",
      env: { ...process.env, TMPDIR: temp },
    },
  );
  expect(stderr).toBe("");
  const left = readdirSync(temp).filter((name) => !name.startsWith("out."));
  expect(left).toEqual([]);
  return JSON.parse(stdout) as Outcome;
}

describe("the peak of a process under a memory limit", () => {
  itByDefault("[S-09] does not grow with the rows of a streamed mean", () => {
    const [few, many] = [run("mean", "few"), run("mean", "many")];
    const sums = Array.from({ length: 300 }, () => ({ sum: 0, rows: 0 }));
    for (let i = 0; i < NUM_ROWS; i++) {
      const patient = sums[i % 300]!;
      if (!isRecent(i)) continue;
      patient.sum += heartRate(i);
      patient.rows++;
    }
    const expected = sums.flatMap(({ sum, rows }, i) => (rows === 0 ? [] : [{ patient_id: i, avg_hr: sum / rows }]));
    expect(many.result).toEqual(expected);
    expect(few.result).toEqual(expected);
    expect(many.peakMiB - few.peakMiB).toBeLessThan(MARGIN_MIB);
  });

  itByDefault("[S-38] does not grow with the rows of a CSV file of which two columns are read", () => {
    const [few, many] = [run("columns", "few"), run("columns", "many")];
    const kept = Array.from({ length: NUM_ROWS }, (_, i) => i).filter((i) => heartRate(i) > 100);
    const sum = kept.reduce((total, i) => total + heartRate(i), 0);
    const values = kept.filter((i) => valueText(i) !== "").length;
    expect(few.result).toEqual([{ heart_rate: sum, value: values }]);
    expect(many.result).toEqual([{ heart_rate: sum * COPIES, value: values * COPIES }]);
    expect(many.peakMiB - few.peakMiB).toBeLessThan(MARGIN_MIB);
  });

  itByDefault("[S-12] does not grow with the rows that a sink writes, though they are more than it may hold", () => {
    const [few, many] = [run("sink", "few"), run("sink", "many")];
    expect(few.result).toMatchObject({ rows: NUM_ROWS });
    expect(many.result).toMatchObject({ rows: NUM_ROWS * COPIES });
    expect(many.peakMiB - few.peakMiB).toBeLessThan(MARGIN_MIB);
  });

  itByDefault("grows with a result that is held, so the tests above would see one", () => {
    expect(run("hold", "many").peakMiB - run("hold", "few").peakMiB).toBeGreaterThan(MARGIN_MIB);
  });

  itByDefault("[S-23] stays near the limit where a sort has to spill, and nothing is left on disk", () => {
    const { result, spilledBytes, peakMiB, limitMiB } = run("sort", "many");
    expect(result).toEqual({ height: NUM_ROWS * COPIES, isSorted: true });
    expect(spilledBytes).toBeGreaterThan(16 * 2 ** 20);
    expect(peakMiB - limitMiB).toBeLessThan(MARGIN_MIB);
  });
});
