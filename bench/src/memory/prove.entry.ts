// The process of one proof. Its last argument is the path of the task; it imports nothing but the package and the cases.

import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { LazyFrame, QueryOptions } from "millrace";
import { scanParquet } from "millrace";
import { proofCases } from "./cases.ts";
import type { ProofOutcome, ProofTask } from "./proof-task.ts";

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 65536 })) hash.update(piece as Buffer);
  return hash.digest("hex");
}

/** Rows and a digest of what a query gives, in its order. */
async function run(
  query: LazyFrame,
  task: ProofTask,
  options: QueryOptions,
): Promise<{ rows: number; digest: () => Promise<string> }> {
  const proof = proofCases.find(({ name }) => name === task.name);
  if (proof?.output === "batches") {
    // A hash for each column, value by value: where batches begin and end says nothing.
    const hashes = ["k", "v"].map((column) => ({ column, hash: createHash("sha256") }));
    let rows = 0;
    for await (const batch of query.batches(options)) {
      rows += batch.height;
      for (const { column, hash } of hashes) {
        if (batch.height > 0) hash.update(`${batch.column(column).toArray().join()},`);
      }
    }
    return { rows, digest: () => Promise.resolve(hashes.map(({ hash }) => hash.digest("hex")).join()) };
  }
  const sink =
    proof?.output === "csv"
      ? query.sinkCsv(task.outputPath, options)
      : query.sinkParquet(task.outputPath, {
          ...options,
          ...(proof?.rowGroupSize === undefined ? {} : { rowGroupSize: proof.rowGroupSize }),
        });
  const { rows } = await sink;
  return { rows, digest: () => sha256(task.outputPath) };
}

async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(process.argv.at(-1)!, "utf8")) as ProofTask;
  const proof = proofCases.find(({ name }) => name === task.name);
  if (proof === undefined) throw new Error(`There is no case "${task.name}".`);
  const tables = Object.fromEntries(
    Object.entries(task.tables).map(([name, paths]) => [name, scanParquet(paths)]),
  ) as Parameters<typeof proof.build>[0];
  let spilledBytes = 0;
  const options: QueryOptions = {
    tempDir: task.tempDir,
    ...(task.memoryBytes === null ? {} : { memoryLimit: task.memoryBytes }),
    ...(task.threads === null ? {} : { threads: task.threads }),
    onProgress: (progress) => {
      spilledBytes = Math.max(spilledBytes, progress.spilledBytes);
    },
  };
  const started = performance.now();
  const { rows, digest } = await run(proof.build(tables), task, options);
  const seconds = (performance.now() - started) / 1000;
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  const outcome: ProofOutcome = {
    rows,
    seconds,
    spilledBytes,
    peakRssMiB: Number(peak ?? Number.NaN) / 1024,
    filesLeft: readdirSync(task.tempDir).length,
    digest: await digest(),
  };
  writeFileSync(task.outcomePath, JSON.stringify(outcome));
}

await main();
