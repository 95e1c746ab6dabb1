import { join } from "node:path";
import type { DataFolder, DataSet } from "../../src/suite.ts";
import { tpchTableNames } from "./tables.ts";

/** The tables at a scale factor, one Parquet file each as tpchgen-cli writes it by default. */
export async function tpchData(scale: number, folder: DataFolder): Promise<DataSet> {
  const path = await folder.make(`tpch-sf${scale}`, async (target, tools) => {
    const generator = await tools.program("tpchgen-cli", ["tpchgen-cli==4.0.0"]);
    await tools.run(generator, ["parquet", "--scale-factor", String(scale), "--output-dir", target, "--quiet"]);
  });
  return {
    tables: tpchTableNames.map((name) => ({ name, format: "parquet", path: join(path, `${name}.parquet`) })),
    seeds: {},
  };
}
