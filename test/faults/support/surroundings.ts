// Data for queries that fail, and what must hold behind them: nothing is left over, and the next query is right.

import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { injectFaults, setEngineTuning } from "@millrace/engine";
import type { LazyFrame } from "millrace";
import { col, Int64, len, scanCsv, scanParquet } from "millrace";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { generate } from "../../scenarios/support/tables.ts";

/** Rows of the table. */
export const NUM_ROWS = 200_000;
/** State that a query may hold so that every kind of it spills. */
export const SMALL_STATE = 1_500_000;

/** The folders of a test file, with a table of vitals as Parquet and as CSV. */
export class Surroundings {
  readonly folder: string = mkdtempSync(join(tmpdir(), "millrace-faults-"));
  readonly out: string = join(this.folder, "out");
  readonly tempDir: string = join(this.folder, "temp");
  private expected: unknown[] = [];

  /** Two files of Parquet. */
  get parquet(): LazyFrame {
    return scanParquet(join(this.folder, "vitals/*.parquet"));
  }

  /** The paths of the files, in scan order. */
  files(extension: "parquet" | "csv"): string[] {
    const names = readdirSync(join(this.folder, "vitals")).filter((name) => name.endsWith(extension));
    return names.sort().map((name) => join(this.folder, "vitals", name));
  }

  get csv(): LazyFrame {
    return scanCsv(join(this.folder, "vitals/*.csv"));
  }

  /** Plans that have every kind of state; each spills under SMALL_STATE. */
  plans(): Readonly<Record<"groupBy" | "median" | "sort" | "join", LazyFrame>> {
    const rows = this.parquet.withRowIndex("row");
    const keys = rows.select(col("row").cast(Int64).alias("key"), col("patient_id"), col("bmi"));
    return {
      groupBy: keys.groupBy("key", "patient_id").agg(col("bmi").sum()),
      median: keys.groupBy("patient_id").agg(col("bmi").median()),
      sort: keys.sort(["bmi", "key"]),
      join: keys.join(keys.select("key", col("bmi").alias("other")), { on: "key" }),
    };
  }

  async prepare(): Promise<void> {
    mkdirSync(this.out);
    mkdirSync(this.tempDir);
    await generate(this.folder, `vitals --rows ${NUM_ROWS} --patients 5000 --files 2 --format parquet,csv`);
    this.expected = await this.answer();
  }

  /** The next query gives what it always gave; nothing is left in the folder of temporary files, and no file is open. */
  async expectSound(): Promise<void> {
    injectFaults(null);
    setEngineTuning({});
    expect(await this.answer()).toEqual(this.expected);
    expect(readdirSync(this.tempDir)).toEqual([]);
    expect(this.openFiles()).toEqual([]);
  }

  /** Files of the folder that this process has open. */
  openFiles(): string[] {
    const links = readdirSync("/proc/self/fd").map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return "";
      }
    });
    return links.filter((path) => path.startsWith(this.folder));
  }

  private async answer(): Promise<unknown[]> {
    const query = this.parquet.groupBy("facility").agg(col("bmi").sum().alias("bmi"), len().alias("rows"));
    return (await query.sort("facility").collect({ threads: 2, tempDir: this.tempDir })).toRecords();
  }
}

/** The surroundings of a test file; every test ends with a look at what it has left. */
export function faultSurroundings(): Surroundings {
  const surroundings = new Surroundings();
  beforeAll(() => surroundings.prepare());
  afterEach(() => surroundings.expectSound());
  afterAll(() => rmSync(surroundings.folder, { recursive: true, force: true }));
  return surroundings;
}
