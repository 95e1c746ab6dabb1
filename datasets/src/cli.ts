// `npm run datasets -- TABLE … [options]`: writes seeded tables of a health system as Parquet and CSV.
import { UserError } from "@millrace/core";
import type { WriteRequest } from "./arguments.ts";
import { readArguments } from "./arguments.ts";
import { tables } from "./registry.ts";
import { writeRequest } from "./write-request.ts";

const help = `Usage: npm run datasets -- TABLE... [options]

Writes generated tables. The same options give the same bytes.

  TABLE            one or more tables, or all
  --rows N         rows of each table (default: by table)
  --out DIR        folder, created where it is missing (default data)
  --format LIST    parquet, csv or both, separated by a comma (default parquet)
  --seed N         seed (default 42)
  --files N|year   N files in DIR/TABLE instead of one; 4 and year split tables that are ordered by time by year
  --patients N     patients of the clinical tables (default 50000)
  --users N        users of the sensor tables (default 100)
  --null-rate X    share of nulls, which columns multiply (default 0.02)
  --compression C  of Parquet: zstd, snappy or uncompressed (default zstd)
  --list           shows the tables and their columns
  --help           shows this text

Tables: ${tables.map((table) => table.name).join(", ")}`;

async function main(args: readonly string[]): Promise<number> {
  const request = readArguments(args);
  if (request.action === "help") console.log(help);
  else if (request.action === "list") console.log(tableList());
  else await write(request);
  return 0;
}

function tableList(): string {
  return tables
    .map(
      ({ name, title, columns }) =>
        `${name.padEnd(14)}${title}\n${" ".repeat(14)}${columns.map((column) => column.name).join(", ")}`,
    )
    .join("\n");
}

async function write(request: WriteRequest): Promise<void> {
  let startMs = performance.now();
  for await (const { table, numRows, files } of writeRequest(request)) {
    const seconds = ((performance.now() - startMs) / 1000).toFixed(2);
    for (const file of files) {
      console.log(`${file.path}: ${file.numRows} rows, ${(file.byteLength / 1_048_576).toFixed(1)} MiB`);
    }
    console.log(`${table.name}: ${numRows} rows in ${seconds} s`);
    startMs = performance.now();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
