import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { killWorker } from "@millrace/engine";
import type { LazyFrame, QueryProgress } from "millrace";
import { col, len, QueryAbortedError, scanParquet, TimeoutError, WorkerDiedError } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
const out = join(folder, "out");
const tempDir = join(folder, "temp");

beforeAll(async () => {
  mkdirSync(out);
  mkdirSync(tempDir);
  await generate(folder, "vitals --rows 300000 --patients 5000 --files 2");
});

const one = (): LazyFrame => scanParquet(join(folder, "vitals/*.parquet"));
/** Some seconds of work. */
const long = (): LazyFrame =>
  one()
    .join(one().select("patient_id", col("weight_kg").alias("other")), { on: "patient_id" })
    .groupBy("patient_id", "other")
    .agg(col("bmi").mean(), col("heart_rate").sum());

async function works(): Promise<void> {
  const result = await one().select(len()).collect({ threads: 2, tempDir });
  expect(result.column("len").toArray()).toEqual([300_000]);
  expect(readdirSync(tempDir)).toEqual([]);
}

/** A signal that is given as soon as the query has begun. */
function soon(): { signal: AbortSignal; onProgress: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) };
}

describe("stopping a query", () => {
  it.each([1, 2])("[LAZ-03] by a signal, with %i threads", async (threads) => {
    await expect(long().collect({ ...soon(), threads, tempDir })).rejects.toThrow(QueryAbortedError);
    await works();
    await expect(long().collect({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "QUERY_ABORTED" });
    await works();
  });

  it("[LAZ-03] by a time limit", async () => {
    const started = performance.now();
    await expect(long().collect({ timeoutMs: 100, threads: 2, tempDir })).rejects.toThrow(TimeoutError);
    expect(performance.now() - started).toBeLessThan(3000);
    await works();
  });

  it("[IO-55] [IO-53] a sink that is stopped leaves no file, and the old one as it was", async () => {
    await expect(long().sinkParquet(join(out, "a.parquet"), { ...soon(), tempDir })).rejects.toThrow(QueryAbortedError);
    await expect(long().sinkCsv(join(out, "a.csv"), { timeoutMs: 50, tempDir })).rejects.toThrow(TimeoutError);
    expect(readdirSync(out)).toEqual([]);
    writeFileSync(join(out, "old.csv"), "old");
    await expect(one().sinkCsv(join(out, "old.csv"), { ...soon(), tempDir })).rejects.toThrow(QueryAbortedError);
    expect(readFileSync(join(out, "old.csv"), "utf8")).toBe("old");
    expect(readdirSync(out)).toEqual(["old.csv"]);
    await works();
  });

  it("[STM-13] the loop over batches is stopped by a signal", async () => {
    const controller = new AbortController();
    let rows = 0;
    const loop = async (): Promise<void> => {
      for await (const batch of one().batches({ signal: controller.signal, threads: 2 })) {
        rows += batch.height;
        controller.abort();
      }
    };
    await expect(loop()).rejects.toThrow(QueryAbortedError);
    expect(rows).toBeLessThan(300_000);
    await works();
  });

  it("[LAZ-03] one query's end is not another's", async () => {
    const results = await Promise.allSettled([
      long().collect({ ...soon(), threads: 2 }),
      one().select(len()).collect({ threads: 2 }),
      long().collect({ timeoutMs: 30, threads: 2 }),
      one().groupBy("facility").agg(len()).collect({ threads: 2 }),
    ]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
  });
});

describe("a worker that dies", () => {
  it.each([0, 1])("fails its query with a typed error, and the next query works (worker %i)", async (index) => {
    // Between two pipelines a worker holds nothing, and another takes its place: so it is killed until it was busy.
    const kills: Promise<void>[] = [];
    const onProgress = (): void => {
      kills.push(killWorker(index));
    };
    await expect(long().collect({ threads: 2, tempDir, onProgress })).rejects.toThrow(WorkerDiedError);
    expect(kills.length).toBeGreaterThan(0);
    await Promise.all(kills);
    await works();
  });

  it("fails a sink, which leaves no file", async () => {
    const onProgress = (): void => {
      killWorker(0);
    };
    const path = join(folder, "dead.parquet");
    await expect(long().sinkParquet(path, { threads: 2, tempDir, onProgress })).rejects.toMatchObject({
      code: "WORKER_DIED",
    });
    expect(readdirSync(folder).filter((name) => name.includes("dead"))).toEqual([]);
    await works();
  });
});

describe("progress", () => {
  it("tells rows and bytes, which never go down", async () => {
    const events: QueryProgress[] = [];
    const query = one().groupBy("patient_id").agg(col("bmi").mean());
    const { profile } = await query.profile({ threads: 2, onProgress: (event) => events.push(event) });
    expect(events.length).toBeGreaterThan(2);
    for (const name of ["rowsRead", "bytesRead", "spilledBytes", "elapsedMs", "morselsDone"] as const) {
      const values = events.map((event) => event[name]);
      expect(values, name).toEqual(values.toSorted((a, b) => a - b));
    }
    const last = events.at(-1)!;
    expect(last.rowsRead).toBe(300_000);
    expect(last.morselsDone).toBe(last.morsels);
    expect(last.bytesRead).toBe(profile.scans[0]!.bytesRead + profile.scans[0]!.bytesReadBeside);
    expect(last.totalBytes).toBeGreaterThanOrEqual(last.bytesRead);
    expect(last.totalBytes).toBeLessThan(profile.scans[0]!.totalBytes);
    expect(last.memoryBytes).toBeGreaterThan(0);
    expect(events[0]!.phase).toBe("scan");
    expect(last.phase).toBe("combine");
  });
});

describe("the process", () => {
  it("[STM-14] exits by itself when the work is done", async () => {
    const script = `
      import { scanParquet, col } from "millrace";
      const frame = await scanParquet(${JSON.stringify(join(folder, "vitals/*.parquet"))}).groupBy("facility").agg(col("bmi").max()).collect();
      for await (const batch of scanParquet(${JSON.stringify(join(folder, "vitals/*.parquet"))}).batches()) break;
      console.log(frame.height);`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: join(import.meta.dirname, "../.."),
      timeout: 20_000,
    });
    expect((await run).stdout.trim()).toBe("7");
  });
});
