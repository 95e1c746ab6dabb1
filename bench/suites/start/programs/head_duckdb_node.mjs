const { DuckDBInstance, version } = await import(process.env.BENCH_DUCKDB);
const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
const result = await connection.runAndReadAll(`select * from read_parquet('${process.argv[2]}') limit 5`);
const rows = result.getRows();
const at = performance.timeOrigin + performance.now();
const { report } = await import("./report.mjs");
report({ version: version(), at, rows });
