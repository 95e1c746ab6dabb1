import type { Engine } from "../engine.ts";
import { duckdbNode } from "./duckdb-node.ts";
import { millrace } from "./millrace.ts";
import { pythonEngine } from "./python.ts";

const engines: readonly Engine[] = [
  millrace,
  duckdbNode,
  pythonEngine({ name: "duckdb", packages: ["duckdb", "pyarrow"], takesMemoryLimit: true }),
  pythonEngine({ name: "polars", packages: ["polars", "pyarrow"], takesMemoryLimit: false }),
  pythonEngine({ name: "polars-in-memory", packages: ["polars", "pyarrow"], takesMemoryLimit: false }),
  pythonEngine({ name: "datafusion", packages: ["datafusion", "pyarrow"], takesMemoryLimit: true }),
];

/** The engine of that name; throws with the names there are. */
export function engineNamed(name: string): Engine {
  const engine = engines.find((candidate) => candidate.name === name);
  if (engine !== undefined) return engine;
  throw new Error(`Unknown engine: "${name}". Engines: ${engines.map((candidate) => candidate.name).join(", ")}.`);
}
