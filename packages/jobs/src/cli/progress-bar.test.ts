import { expect, test } from "vitest";
import { ProgressBar, progressText } from "./progress-bar.ts";

const progress = {
  rowsRead: 1_560_000,
  bytesRead: 52,
  totalBytes: 100,
  phase: "scan" as const,
  morselsDone: 3,
  morsels: 6,
  memoryBytes: 96 * 2 ** 20,
  spilledBytes: 0,
  elapsedMs: 3100,
};

test("share, rows, memory and time", () => {
  expect(progressText(progress)).toBe("[############------------]  52 %  1,560,000 rows  96 MiB  3.1 s");
  expect(progressText({ ...progress, totalBytes: null, spilledBytes: 2 ** 21 })).toMatch(/ 50 % .* 2 MiB on disk/);
  expect(progressText({ ...progress, totalBytes: null, morsels: null })).toMatch(/^1,560,000 rows/);
});

test("only a terminal gets a bar, cut to its width, and cleared once", () => {
  let written = "";
  const terminal = {
    out: () => undefined,
    err: (text: string) => {
      written += text;
    },
    onStop: () => () => undefined,
  };
  const pipe = new ProgressBar({ ...terminal, columns: null });
  pipe.update(progress);
  pipe.clear();
  expect(written).toBe("");
  const bar = new ProgressBar({ ...terminal, columns: 20 });
  bar.update(progress);
  expect(written).toBe("\r\u001b[2K[############------");
  bar.clear();
  bar.clear();
  expect(written.endsWith("\r\u001b[2K")).toBe(true);
  expect(written.split("\u001b[2K")).toHaveLength(3);
});
