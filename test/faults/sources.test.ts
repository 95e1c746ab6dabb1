// Files that are changed while a query reads them, and files that cannot be read.

import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { injectFaults, setEngineTuning } from "@millrace/engine";
import { col, FileAccessError, len, SourceChangedError, scanCsv, scanParquet } from "millrace";
import { describe, expect, it } from "vitest";
import { faultSurroundings } from "./support/surroundings.ts";

const at = faultSurroundings();

type Change = (path: string) => void;

const changes: Readonly<Record<string, Change>> = {
  shrinks: (path) => truncateSync(path, Math.floor(readFileSync(path).length * 0.6)),
  grows: (path) => appendFileSync(path, readFileSync(path).subarray(0, 1000)),
  "is replaced": (path) => {
    copyFileSync(path, `${path}.new`);
    renameSync(`${path}.new`, path);
  },
  "is written anew with the same size": (path) => {
    writeFileSync(path, readFileSync(path));
    utimesSync(path, 1, 1);
  },
};

/** Runs a query over a copy of a file, which is changed when the first rows have been read. */
async function during(format: "parquet" | "csv", change: Change, threads: number): Promise<void> {
  const path = join(at.folder, `changing.${format}`);
  copyFileSync(at.files(format)[0]!, path);
  // Small batches: the scan takes many quanta.
  setEngineTuning({ inlineBytes: 0, batchRows: format === "parquet" ? 2 : 16 });
  const scan = format === "parquet" ? scanParquet(path) : scanCsv(path);
  let isChanged = false;
  const onProgress = (): void => {
    if (!isChanged) change(path);
    isChanged = true;
  };
  const running = scan
    .groupBy("patient_id")
    .agg(col("bmi").sum())
    .collect({ threads, tempDir: at.tempDir, onProgress });
  const error = await running.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceChangedError);
  expect(error).toMatchObject({ code: "SOURCE_CHANGED", details: { file: path } });
  unlinkSync(path);
}

describe.each(["parquet", "csv"] as const)("a source of %s", (format) => {
  it.each(Object.keys(changes))("that %s during the scan fails the query and is named", async (name) => {
    for (const threads of [1, 2]) await during(format, changes[name]!, threads);
  });

  it("that was written anew between two queries is read as it is now", async () => {
    const path = join(at.folder, `rewritten.${format}`);
    const [first, second] = at.files(format);
    copyFileSync(first!, path);
    const scan = format === "parquet" ? scanParquet(path) : scanCsv(path);
    const count = async (): Promise<unknown> => (await scan.select(len()).collect()).column("len").toArray()[0];
    const before = await count();
    const rows = format === "parquet" ? scanParquet(second!) : scanCsv(second!);
    await rows.head(1000)[format === "parquet" ? "sinkParquet" : "sinkCsv"](path);
    expect(before).toBeGreaterThan(1000);
    expect(await count()).toBe(1000);
    unlinkSync(path);
  });

  it.each([
    ["open", "EACCES"],
    ["read", "EIO"],
  ] as const)("that the system does not let be read (%s: %s)", async (point, code) => {
    const scan = format === "parquet" ? at.parquet : at.csv;
    const [, path] = at.files(format);
    await scan.collectSchema();
    for (const skip of point === "open" ? [0] : [0, 1]) {
      injectFaults([{ point, path: path!, skip, effect: { kind: "system", code } }]);
      const running = scan.groupBy("patient_id").agg(col("bmi").sum()).collect({ threads: 2, tempDir: at.tempDir });
      await expect(running).rejects.toThrow(FileAccessError);
      await expect(running).rejects.toMatchObject({ code: "FILE_ACCESS", details: { path, systemCode: code } });
    }
  });
});
