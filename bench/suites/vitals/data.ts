import { join } from "node:path";
import { root } from "../../src/paths.ts";
import type { DataFolder, DataSet, TableFile } from "../../src/suite.ts";

const seed = 42;

const parquetTables = ["vitals", "encounters", "patients", "labs"] as const;

/**
 * The tables of a health system as `npm run datasets` writes them: vitals with so many rows, as Parquet and as CSV
 * ("vitals_csv"); encounters, patients and labs at their own sizes.
 */
export async function vitalsTables(rows: number, folder: DataFolder): Promise<DataSet> {
  const path = await folder.make(`vitals-${rows}`, async (target, tools) => {
    const generate = (...options: readonly string[]): Promise<void> =>
      tools.run(process.execPath, [
        join(root, "datasets/src/cli.ts"),
        ...options,
        ...["--out", target, "--seed", String(seed)],
      ]);
    await generate("vitals", "--rows", String(rows), "--format", "parquet,csv");
    await generate("encounters", "patients", "labs", "--format", "parquet");
  });
  const csv: TableFile = { name: "vitals_csv", format: "csv", path: join(path, "vitals.csv") };
  return { tables: [...parquetFiles(path), csv], seeds: { datasets: seed } };
}

/** The same tables, the Parquet files as pyarrow writes them with zstd: no engine reads files of its own making. */
export async function vitalsData(rows: number, folder: DataFolder): Promise<DataSet> {
  const own = await vitalsTables(rows, folder);
  const path = await folder.make(`vitals-zstd-${rows}`, async (target, tools) => {
    const python = await tools.program("python", ["duckdb", "pyarrow"]);
    for (const { name, format, path: source } of own.tables) {
      if (format !== "parquet") continue;
      const program = join(root, "bench/python/write_parquet.py");
      await tools.run(python, [program, `from read_parquet('${source}')`, join(target, `${name}.parquet`), "zstd"]);
    }
  });
  const csv = own.tables.filter(({ format }) => format === "csv");
  return { tables: [...parquetFiles(path), ...csv], seeds: own.seeds };
}

function parquetFiles(folder: string): TableFile[] {
  return parquetTables.map((name) => ({ name, format: "parquet", path: join(folder, `${name}.parquet`) }));
}
