// Batches of wide rows under a memory limit, each dropped by its consumer. Run by itself with a pattern of Parquet files; prints a line of JSON.

import { readFileSync } from "node:fs";
import { scanParquet } from "millrace";

let rows = 0;
const limitMiB = process.memoryUsage.rss() / 1024 ** 2 + 100;
const query = scanParquet(process.argv[2] ?? "").sort("key");
for await (const batch of query.batches({ memoryLimit: `${Math.round(limitMiB)}MB`, threads: 1 })) rows += batch.height;
const peakMiB = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;
process.stdout.write(JSON.stringify({ rows, overMiB: Math.round(peakMiB - limitMiB) }));
process.exit(0);
