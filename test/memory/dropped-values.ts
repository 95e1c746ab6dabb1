// A query whose limit is small, in a program that has just dropped much. Run by itself; prints the result, or the error's code.

import { col, DataFrame, MillraceError } from "millrace";

const frame = DataFrame({ a: [1, 2, 3] }).lazy();
const baseBytes = process.memoryUsage.rss();

function makeGarbage(): number {
  const kept = Array.from({ length: 40 }, () => Array.from({ length: 100_000 }, (_, i) => ({ i })));
  return kept.length;
}

makeGarbage();
const droppedMiB = Math.round((process.memoryUsage.rss() - baseBytes) / 1024 ** 2);
const sum = frame.select(col("a").sum());
const result = await sum.collect({ threads: 1, memoryLimit: baseBytes + 100 * 1024 ** 2 }).then(
  (data) => data.toRecords(),
  (error: unknown) => (error instanceof MillraceError ? error.code : String(error)),
);
process.stdout.write(JSON.stringify({ droppedMiB, result }));
process.exit(0);
