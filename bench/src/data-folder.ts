import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runInDuckdb } from "./duckdb-statements.ts";
import { benchCache } from "./paths.ts";
import { pythonProgram } from "./python-environment.ts";
import { runToSuccess } from "./run-program.ts";
import type { DataFolder, DataTools } from "./suite.ts";

const tools: DataTools = {
  program: pythonProgram,
  run: (command, args) => runToSuccess(command, args),
  duckdb: runInDuckdb,
};

/** Data sets below .cache/bench/data, each generated once. A folder appears under its name when it is complete. */
export const generatedData: DataFolder = {
  async make(name, generate) {
    const path = join(benchCache, "data", name);
    if (existsSync(path)) return path;
    const target = `${path}.partial-${process.pid}`;
    mkdirSync(target, { recursive: true });
    try {
      await generate(target, tools);
      renameSync(target, path);
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
    return path;
  },
};

/** A folder that the user names: nothing is generated. */
export function existingData(path: string): DataFolder {
  return {
    make() {
      if (!existsSync(path)) throw new Error(`The data folder does not exist: ${path}`);
      return Promise.resolve(path);
    },
  };
}
