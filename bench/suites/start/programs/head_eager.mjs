import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.BENCH_FORMATS}/package.json`);
const { asyncBufferFromFile, parquetReadObjects } = await import(pathToFileURL(require.resolve("hyparquet")).href);
const file = await asyncBufferFromFile(process.argv[2]);
const rows = (await parquetReadObjects({ file, rowStart: 0, rowEnd: 5 })).map((row) => Object.values(row));
const at = performance.timeOrigin + performance.now();
const { report } = await import("./report.mjs");
report({ version: `Node ${process.version}`, at, rows });
