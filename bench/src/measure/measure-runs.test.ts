import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { measureRuns } from "./measure-runs.ts";

it("times a cold run, then the warm ones, and keeps the last result [BEN-04] [BEN-14]", async () => {
  let runs = 0;
  const measured = await measureRuns(() => {
    runs += 1;
    return Promise.resolve({ run: runs });
  }, 3);
  expect(runs).toBe(4);
  expect(measured.warmSeconds).toHaveLength(3);
  expect(measured.result).toEqual({ run: 4 });
  expect(measured.peakRssMiB).toBeGreaterThanOrEqual(measured.startRssMiB);
});

it("counts the bytes of a file that is read in whole, and those that are written [BEN-09]", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-io-"));
  try {
    const path = join(folder, "data");
    const bytes = 5_000_000;
    writeFileSync(path, Buffer.alloc(bytes, 7));
    const measured = await measureRuns(() => {
      writeFileSync(join(folder, "copy"), readFileSync(path));
      return Promise.resolve(null);
    }, 0);
    for (const moved of [measured.bytesRead, measured.bytesWritten]) {
      expect(moved).toBeGreaterThanOrEqual(bytes);
      expect(moved).toBeLessThan(bytes * 1.05);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
