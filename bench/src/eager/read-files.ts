// Files into arrays: CSV with fast-csv, Parquet with hyparquet, as one would without an engine.

import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createGunzip, zstdDecompressSync } from "node:zlib";
import type { TableFile } from "../suite.ts";
import type { Table, Value } from "./table.ts";

type ParseCsv = (options: { readonly headers: boolean }) => NodeJS.ReadWriteStream;

interface ParquetReadOptions {
  readonly file: unknown;
  readonly columns?: readonly string[];
  readonly compressors: Readonly<Record<string, (input: Uint8Array) => Uint8Array>>;
  readonly onChunk: (chunk: { readonly columnName: string; readonly columnData: ArrayLike<unknown> }) => void;
}

interface Hyparquet {
  asyncBufferFromFile(path: string): Promise<unknown>;
  parquetRead(options: ParquetReadOptions): Promise<void>;
}

/** The folder whose dependencies both libraries are; set by the harness, since the program of a case is a bundle. */
function libraryFolder(): string {
  return process.env["BENCH_FORMATS"] ?? join(import.meta.dirname, "../../../packages/formats");
}

function libraries(): NodeJS.Require {
  return createRequire(join(libraryFolder(), "package.json"));
}

/** The columns of these names, or all of them, of a table's file. */
export function readTable(file: TableFile, columns?: readonly string[]): Promise<Table> {
  return file.format === "csv" ? readCsv(file.path) : readParquet(file.path, columns);
}

async function readCsv(path: string): Promise<Table> {
  const { parse } = libraries()("fast-csv") as { parse: ParseCsv };
  const bytes = createReadStream(path);
  const text = path.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  const rows = text.pipe(parse({ headers: false })) as unknown as AsyncIterable<string[]>;
  let names: string[] | null = null;
  const columns: Value[][] = [];
  const readers: ((text: string) => Value)[] = [];
  for await (const row of rows) {
    if (names === null) {
      names = row;
      for (const _ of names) columns.push([]);
      continue;
    }
    for (let i = 0; i < columns.length; i++) {
      const field = row[i]!;
      if (field !== "") readers[i] ??= readerOf(field);
      columns[i]!.push(field === "" ? null : readers[i]!(field));
    }
  }
  return Object.fromEntries((names ?? []).map((name, i) => [name, columns[i]!]));
}

/** The type of a column is that of its first value. */
function readerOf(text: string): (text: string) => Value {
  if (/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text)) return Number;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(text)) return (time) => new Date(`${time.replace(" ", "T")}Z`);
  return (value) => value;
}

async function readParquet(path: string, names?: readonly string[]): Promise<Table> {
  const url = pathToFileURL(libraries().resolve("hyparquet")).href;
  const { asyncBufferFromFile, parquetRead } = (await import(url)) as Hyparquet;
  const columns: Record<string, Value[]> = {};
  await parquetRead({
    file: await asyncBufferFromFile(path),
    ...(names === undefined ? {} : { columns: names }),
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    onChunk: ({ columnName, columnData }) => {
      columns[columnName] ??= [];
      const column = columns[columnName];
      for (let i = 0; i < columnData.length; i++) column.push(plain(columnData[i]));
    },
  });
  return columns;
}

function plain(value: unknown): Value {
  if (typeof value === "bigint") return Number(value);
  return (value ?? null) as Value;
}
