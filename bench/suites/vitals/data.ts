import { join } from "node:path";
import { root } from "../../src/paths.ts";
import type { DataFolder, DataSet } from "../../src/suite.ts";

const seed = 42;

/**
 * The tables of a health system as `npm run datasets` writes them: vitals with so many rows, as Parquet and as CSV
 * ("vitals_csv"); encounters, patients and labs at their own sizes.
 */
export async function vitalsData(rows: number, folder: DataFolder): Promise<DataSet> {
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
  return {
    tables: [
      { name: "vitals", format: "parquet", path: join(path, "vitals.parquet") },
      { name: "vitals_csv", format: "csv", path: join(path, "vitals.csv") },
      { name: "encounters", format: "parquet", path: join(path, "encounters.parquet") },
      { name: "patients", format: "parquet", path: join(path, "patients.parquet") },
      { name: "labs", format: "parquet", path: join(path, "labs.parquet") },
    ],
    seeds: { datasets: seed },
  };
}
