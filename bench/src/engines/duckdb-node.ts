import type { Engine } from "../engine.ts";
import { bundleCase } from "./node-program.ts";

/** DuckDB through its package for Node. */
export const duckdbNode: Engine = {
  name: "duckdb-node",
  family: "duckdb",
  takesMemoryLimit: true,
  prepare: async ({ sources }) => ({
    command: process.execPath,
    args: [await bundleCase({ sources })],
    environment: {},
  }),
};
