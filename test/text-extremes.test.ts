import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setEngineTuning } from "@millrace/engine";
import type { LazyFrame } from "millrace";
import { col, DataFrame, scanParquet } from "millrace";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const numRows = 20_000;
const folder = mkdtempSync(join(tmpdir(), "text-extremes-"));
const aggregates = ["min", "max", "first", "last"] as const;

interface Row {
  readonly id: string;
  readonly text: string | null;
}

type Extremes = Record<(typeof aggregates)[number], string | null>;

/** Text of 0 to 4,000 bytes, mostly short; rising within a group, so that its maximum changes with every row; with nulls. */
function textOf(row: number): string | null {
  if (row % 13 === 5) return null;
  if (row % 997 === 1) return "";
  const length = row % 5000 === 7 ? 4000 : (row * 7919) % 61;
  return `${String(row).padStart(6, "0").slice(0, length)}${"é☃".repeat(30).slice(0, Math.max(0, length - 6))}${"x".repeat(length > 100 ? length - 66 : 0)}`;
}

function rowsOf(numGroups: number): Row[] {
  return Array.from({ length: numRows }, (_, row) => ({ id: `group ${row % numGroups} of them`, text: textOf(row) }));
}

/** The answer by a plain loop; null texts are passed over by min and max alone. */
function expected(rows: readonly Row[], keyed: boolean): Map<string, Extremes> {
  const groups = new Map<string, Extremes>();
  for (const { id, text } of rows) {
    const key = keyed ? id : "";
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { min: text, max: text, first: text, last: text });
    else {
      known.last = text;
      if (text === null) continue;
      if (known.min === null || Buffer.compare(Buffer.from(text), Buffer.from(known.min)) < 0) known.min = text;
      if (known.max === null || Buffer.compare(Buffer.from(text), Buffer.from(known.max)) > 0) known.max = text;
    }
  }
  return groups;
}

const calls = () => aggregates.map((name) => col("text")[name]().alias(name));

async function grouped(frame: LazyFrame, spills: boolean): Promise<Map<string, Extremes>> {
  const { data, profile } = await frame
    .groupBy("id")
    .agg(...calls())
    .profile({ threads: 2 });
  if (spills) expect(profile.spilledBytes).toBeGreaterThan(0);
  return new Map(data.toRecords().map(({ id, ...rest }) => [id as string, rest as unknown as Extremes]));
}

describe.each([1, 7, 1000, numRows])("min, max, first and last of text in %i groups", (numGroups) => {
  const rows = rowsOf(numGroups);
  const frame = DataFrame({ id: rows.map(({ id }) => id), text: rows.map(({ text }) => text) });
  const file = join(folder, `${numGroups}.parquet`);

  beforeAll(async () => {
    await frame.lazy().sinkParquet(file, { rowGroupSize: 10_000 });
  });
  afterEach(() => {
    setEngineTuning({});
  });

  it.each([null, 200_000, 2_000_000])("with keys, state limit %s", async (stateLimit) => {
    const wanted = expected(rows, true);
    const spills = stateLimit === 200_000 && numGroups >= 1000;
    // Without a limit of their own, small inputs stay on the calling thread.
    const tuning = stateLimit === null ? { inlineBytes: 0 } : { inlineBytes: 0, stateLimit };
    for (const input of [frame.lazy(), scanParquet(file)]) {
      setEngineTuning(tuning);
      expect(await grouped(input, spills)).toEqual(wanted);
      setEngineTuning({ ...tuning, batchRows: 100 });
      expect(await grouped(input, spills)).toEqual(wanted);
    }
  });

  it("without keys", async () => {
    for (const input of [frame.lazy(), scanParquet(file)]) {
      setEngineTuning({ inlineBytes: 0 });
      const answer = await input.select(...calls()).collect({ threads: 2 });
      expect(answer.toRecords()).toEqual([...expected(rows, false).values()]);
    }
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});
