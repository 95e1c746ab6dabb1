import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { Categorical, col, Int64, readCsv, readParquet, StrictCastError, scanCsv, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { sortedRows } from "./support/rows.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
let number = 0;
/** A new, empty folder. */
function place(): string {
  const path = join(folder, `out${number++}`);
  mkdirSync(path);
  return path;
}

beforeAll(async () => {
  await generate(folder, "vitals --rows 50000 --patients 300 --format parquet");
});

const query = (): LazyFrame =>
  scanParquet(join(folder, "vitals.parquet"))
    .filter(col("heart_rate").gt(70))
    .select("patient_id", "timestamp", "heart_rate", "bmi", "weight_kg");

/** Rows, of which one near the end cannot be cast. */
function failing(): LazyFrame {
  const path = join(folder, "failing.csv");
  if (!existsSync(path)) writeFileSync(path, `id,text\n${"1,2\n".repeat(400_000)}1,oops\n${"1,2\n".repeat(1000)}`);
  return scanCsv(path, { inferSchemaLength: 0 }).select("id", col("text").cast(Int64));
}

const quartiles = [0, 0.25, 0.5, 0.75, 1] as const;

/** The value at the nearest rank of a quantile. */
function atRank<T>(sorted: readonly T[], q: number): T {
  return sorted[Math.round(q * (sorted.length - 1))]!;
}

/** What describe says of numbers: count, nulls, mean, deviation, least value, quartiles, greatest value. */
function describeNumbers(column: readonly unknown[]): number[] {
  const values = column.filter((value) => value !== null).map(Number);
  const sorted = Float64Array.from(values).sort();
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / (values.length - 1), 0);
  const ranks = quartiles.map((q) => atRank([...sorted], q));
  return [values.length, column.length - values.length, mean, Math.sqrt(variance), ...ranks];
}

describe("streaming into files", () => {
  it("[S-12] [IO-55] the frame, its file and the sink's file have the same rows", async () => {
    const out = place();
    const frame = await query().collect({ engine: "streaming" });
    await frame.writeParquet(join(out, "frame.parquet"));
    await frame.writeCsv(join(out, "frame.csv"));
    const summary = await query().sinkParquet(join(out, "sink.parquet"), { rowGroupSize: 10_000 });
    expect(summary).toEqual({
      rows: frame.height,
      bytes: statSync(join(out, "sink.parquet")).size,
      files: [join(out, "sink.parquet")],
      rejectedRows: 0,
    });
    const back = await readParquet(join(out, "sink.parquet"));
    expect(back.equals(frame)).toBe(true);
    expect((await readParquet(join(out, "frame.parquet"))).equals(frame)).toBe(true);
    const csv = await readCsv(join(out, "frame.csv"), { tryParseDates: true });
    expect(csv.equals(frame)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(["frame.csv", "frame.parquet", "sink.parquet"]);
  });

  it("[IO-08] the summary counts the values that did not parse", async () => {
    const out = place();
    const path = join(out, "in.csv");
    writeFileSync(path, "id,value\n1,1\n2,none\n3,2\nfour,x\n");
    const scan = scanCsv(path, { ignoreErrors: true, schemaOverrides: { id: Int64, value: Int64 } });
    for (const threads of [1, 2]) {
      expect(await scan.sinkParquet(join(out, "sink.parquet"), { threads })).toMatchObject({
        rows: 4,
        rejectedRows: 3,
      });
      expect(await scan.sinkCsv(join(out, "sink.csv"), { threads })).toMatchObject({ rows: 4, rejectedRows: 3 });
    }
  });

  itOptimizes("[IO-08] the summary counts values of the columns that are read", async () => {
    const out = place();
    const path = join(out, "in.csv");
    writeFileSync(path, "id,value\n1,1\n2,none\n3,2\nfour,x\n");
    const scan = scanCsv(path, { ignoreErrors: true, schemaOverrides: { id: Int64, value: Int64 } });
    expect(await scan.select("value").sinkCsv(join(out, "sink.csv"))).toMatchObject({ rejectedRows: 2 });
  });

  it("categories that a query computes are written as their text", async () => {
    const out = place();
    const path = join(out, "in.csv");
    writeFileSync(path, "id,name\n1,few\n2,\n3,many\n4,few\n");
    const coded = scanCsv(path).withColumns(col("name").cast(Categorical));
    await coded.sinkParquet(join(out, "sink.parquet"));
    await coded.sinkCsv(join(out, "sink.csv"));
    for (const back of [await readParquet(join(out, "sink.parquet")), await readCsv(join(out, "sink.csv"))]) {
      expect(back.column("name").toArray()).toEqual(["few", null, "many", "few"]);
    }
  });

  it("[S-12] [IO-56] CSV and Parquet sinks do not depend on the threads", async () => {
    const out = place();
    for (const threads of [1, 2]) {
      await query().sinkCsv(join(out, `t${threads}.csv`), { threads });
      await query().sinkParquet(join(out, `t${threads}.parquet`), { threads, rowGroupSize: 7000 });
    }
    expect(readFileSync(join(out, "t1.csv")).equals(readFileSync(join(out, "t2.csv")))).toBe(true);
    expect(readFileSync(join(out, "t1.parquet")).equals(readFileSync(join(out, "t2.parquet")))).toBe(true);
    const rows = sortedRows(await query().collect());
    expect(sortedRows(await readCsv(join(out, "t1.csv"), { tryParseDates: true }))).toEqual(rows);
  });

  it("[S-12] [SRT-10] describe lists count, nulls, mean, deviation and quartiles", async () => {
    const whole = await query().collect();
    const frame = whole.describe();
    const names = ["count", "null_count", "mean", "std", "min", "25%", "50%", "75%", "max"];
    expect(frame.columns).toEqual(["statistic", ...whole.columns]);
    expect(frame.column("statistic").toArray()).toEqual(names);
    for (const name of ["heart_rate", "bmi", "weight_kg"]) {
      const found = frame.column(name).toArray().map(Number);
      const expected = describeNumbers(whole.column(name).toArray());
      expect(found).toHaveLength(names.length);
      expected.forEach((value, i) => expect([names[i], found[i]]).toEqual([names[i], expect.closeTo(value, 9)]));
    }
    const days = whole
      .column("timestamp")
      .toArray()
      .filter((day) => day !== null) as Date[];
    const sorted = days.map((day) => day.toISOString().slice(0, 19).replace("T", " ")).sort();
    const [count, nulls, mean, std, least, q25, q50, q75, greatest] = frame.column("timestamp").toArray();
    expect([count, nulls]).toEqual([`${days.length}`, `${whole.height - days.length}`]);
    expect([mean, std, q25, q50, q75]).toEqual([null, null, null, null, null]);
    expect([least, greatest].map((text) => `${text}`.slice(0, 19))).toEqual([sorted[0], sorted.at(-1)]);
  });

  it("[S-12] [IO-53] a query that fails half-way leaves no file, and an old file as it was", async () => {
    const out = place();
    for (const threads of [1, 2]) {
      await expect(failing().sinkParquet(join(out, "new.parquet"), { threads })).rejects.toThrow(StrictCastError);
      await expect(failing().sinkCsv(join(out, "new.csv"), { threads })).rejects.toThrow('"oops"');
    }
    expect(readdirSync(out)).toEqual([]);
    writeFileSync(join(out, "old.parquet"), "old");
    await expect(failing().sinkParquet(join(out, "old.parquet"))).rejects.toThrow(StrictCastError);
    expect(readdirSync(out)).toEqual(["old.parquet"]);
    expect(readFileSync(join(out, "old.parquet"), "utf8")).toBe("old");
    await query().sinkParquet(join(out, "old.parquet"));
    expect((await readParquet(join(out, "old.parquet"))).height).toBeGreaterThan(0);
    expect(readdirSync(out)).toEqual(["old.parquet"]);
  });

  it("[S-12] [IO-57] missing folders are made where asked; else they are an error", async () => {
    const out = place();
    const path = join(out, "a/b/c.parquet");
    await expect(query().sinkParquet(path)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("does not exist"),
    });
    expect(existsSync(join(out, "a"))).toBe(false);
    await query().sinkParquet(path, { mkdir: true });
    expect((await readParquet(path)).width).toBe(5);
    await query().sinkParquet(path, { mkdir: true });
    const inTheWay = query().sinkParquet(join(path, "d.parquet"), { mkdir: true });
    await expect(inTheWay).rejects.toMatchObject({ code: "FILE_ACCESS", message: expect.stringContaining(path) });
  });

  it("[IO-53] a file that the query reads is not its own target, by whatever name", async () => {
    const out = place();
    const path = join(out, "same.parquet");
    await query().sinkParquet(path);
    const link = join(out, "link.parquet");
    symlinkSync(path, link);
    const before = await readParquet(path);
    for (const target of [path, link]) {
      const running = scanParquet(path).filter(col("heart_rate").gt(80)).sinkParquet(target);
      await expect(running).rejects.toMatchObject({ code: "INVALID_ARGUMENT", details: { source: path } });
    }
    expect((await readParquet(path)).equals(before)).toBe(true);
  });

  it("a result without rows keeps its schema in both formats", async () => {
    const out = place();
    const empty = query().filter(col("heart_rate").gt(1000));
    await empty.sinkParquet(join(out, "e.parquet"));
    await empty.sinkCsv(join(out, "e.csv"));
    const back = await readParquet(join(out, "e.parquet"));
    expect(back.height).toBe(0);
    expect(back.schema.equals(await empty.collectSchema())).toBe(true);
    expect(readFileSync(join(out, "e.csv"), "utf8")).toBe("patient_id,timestamp,heart_rate,bmi,weight_kg\n");
  });
});
