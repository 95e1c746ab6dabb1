import type { Engine } from "../engine.ts";
import { duckdbNode } from "./duckdb-node.ts";
import { millrace, millraceEager } from "./millrace.ts";
import { arquero, eager, nodejsPolars } from "./npm.ts";
import { pythonEngine } from "./python.ts";

const polarsForms = { lazy: "polars_forms.py" };

const engines: readonly Engine[] = [
  millrace,
  pythonEngine({ name: "duckdb", packages: ["duckdb", "pyarrow"], takesMemoryLimit: true, sql: true }),
  pythonEngine({
    name: "polars",
    packages: ["polars", "pyarrow"],
    takesMemoryLimit: false,
    sql: true,
    forms: polarsForms,
  }),
  pythonEngine({
    name: "datafusion",
    packages: ["datafusion", "pyarrow"],
    takesMemoryLimit: true,
    nanIsNull: true,
    sql: true,
  }),
  pythonEngine({
    name: "polars-in-memory",
    family: "polars",
    packages: ["polars", "pyarrow"],
    takesMemoryLimit: false,
    sql: true,
    forms: polarsForms,
  }),
  pythonEngine({
    name: "pandas",
    packages: ["pandas", "pyarrow"],
    takesMemoryLimit: false,
    nanIsNull: true,
    sql: false,
    forms: { pandas: "pandas_forms.py" },
  }),
  millraceEager,
  duckdbNode,
  nodejsPolars,
  arquero,
  eager,
];

/** The names of all engines. */
export const engineNames: readonly string[] = engines.map(({ name }) => name);

/** The engine of that name; throws with the names there are. */
export function engineNamed(name: string): Engine {
  const engine = engines.find((candidate) => candidate.name === name);
  if (engine !== undefined) return engine;
  throw new Error(`Unknown engine: "${name}". Engines: ${engineNames.join(", ")}.`);
}
