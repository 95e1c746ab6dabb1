import { parseArgs } from "node:util";
import { didYouMean, InvalidArgumentError } from "@millrace/core";
import { resolveCsvWriteOptions, resolveParquetWriteOptions } from "@millrace/formats";
import { tables } from "./registry.ts";
import type { Table } from "./table.ts";
import type { DatasetFormat, Target } from "./write-table.ts";

/** What the command line asks for. */
export type Request = { readonly action: "help" } | { readonly action: "list" } | WriteRequest;

/** The tables to write, and how. */
export interface WriteRequest {
  readonly action: "write";
  readonly tables: readonly Table[];
  /** Null: each table's own number. */
  readonly rows: number | null;
  readonly seed: number;
  readonly patients: number;
  readonly users: number;
  readonly nullRate: number;
  readonly target: Target;
}

/** Seeds, rows and row numbers are 32-bit words of the generator. */
const MAX_ROWS = 4_294_967_295;
const FORMATS = ["parquet", "csv"] as const;

const options = {
  help: { type: "boolean", short: "h" },
  list: { type: "boolean" },
  rows: { type: "string" },
  out: { type: "string", default: "data" },
  format: { type: "string", default: "parquet" },
  seed: { type: "string", default: "42" },
  files: { type: "string", default: "1" },
  patients: { type: "string", default: "50000" },
  users: { type: "string", default: "100" },
  "null-rate": { type: "string", default: "0.02" },
  compression: { type: "string", default: "zstd" },
} as const;

/** Reads the command line. Throws a UserError that names the argument. */
export function readArguments(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  if (values.help === true) return { action: "help" };
  if (values.list === true) return { action: "list" };
  if (positionals.length === 0) throw new InvalidArgumentError("Name a table, or all. --list shows the tables");
  return {
    action: "write",
    tables: positionals.includes("all") ? tables : positionals.map(findTable),
    rows: values.rows === undefined ? null : integer("rows", values.rows, 0),
    seed: integer("seed", values.seed, 0),
    patients: integer("patients", values.patients, 1),
    users: integer("users", values.users, 1),
    nullRate: share("null-rate", values["null-rate"]),
    target: {
      folder: values.out,
      formats: values.format.split(",").map(formatOf),
      files: values.files === "year" ? "year" : integer("files", values.files, 1, 10_000),
      parquet: resolveParquetWriteOptions({ compression: values.compression as "zstd" }, "datasets"),
      csv: resolveCsvWriteOptions(),
    },
  };
}

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : `${error}`);
  }
}

function findTable(name: string): Table {
  const table = tables.find((candidate) => candidate.name === name);
  if (table !== undefined) return table;
  const names = tables.map((candidate) => candidate.name);
  throw new InvalidArgumentError(`No such table: "${name}".${didYouMean(name, names, "tables")}`);
}

function formatOf(name: string): DatasetFormat {
  const format = FORMATS.find((candidate) => candidate === name.trim());
  if (format !== undefined) return format;
  throw new InvalidArgumentError(`--format is a list of ${FORMATS.join(", ")}, not "${name}"`);
}

function integer(option: string, text: string, min: number, max: number = MAX_ROWS): number {
  const value = Number(text.replaceAll("_", ""));
  if (/^[\d_]+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`--${option} is an integer from ${min} to ${max}, not "${text}"`);
}

function share(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError(`--${option} is a number from 0 to 1, not "${text}"`);
}
