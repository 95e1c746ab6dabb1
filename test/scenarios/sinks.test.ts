import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { Categorical, col, Int64, readCsv, readParquet, StrictCastError, scanCsv, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
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
    const frame = (await query().collect()).describe();
    expect(frame.column(frame.columns[0]!).toArray()).toEqual([
      "count",
      "null_count",
      "mean",
      "std",
      "min",
      "25%",
      "50%",
      "75%",
      "max",
    ]);
    expect(Number(frame.column("heart_rate").toArray()[4])).toBe(71);
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
    await expect(query().sinkParquet(path)).rejects.toMatchObject({ code: expect.any(String) });
    expect(existsSync(join(out, "a"))).toBe(false);
    await query().sinkParquet(path, { mkdir: true });
    expect((await readParquet(path)).width).toBe(5);
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
