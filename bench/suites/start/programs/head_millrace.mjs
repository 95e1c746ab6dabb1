const { scanParquet } = await import(process.env.BENCH_MILLRACE);
const frame = await scanParquet(process.argv[2]).head(5).collect();
const rows = frame.toRecords().map((row) => Object.values(row));
const at = performance.timeOrigin + performance.now();
const { report } = await import("./report.mjs");
report({ version: process.env.BENCH_ENGINE_VERSION, at, rows });
