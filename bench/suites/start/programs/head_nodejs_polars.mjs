import { createRequire } from "node:module";

const require = createRequire(`${process.env.BENCH_NPM}/package.json`);
const pl = require("nodejs-polars").default;
const rows = pl.scanParquet(process.argv[2]).limit(5).collectSync().rows();
const at = performance.timeOrigin + performance.now();
const { report } = await import("./report.mjs");
report({ version: require("nodejs-polars/package.json").version, at, rows });
