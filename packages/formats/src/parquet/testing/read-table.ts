import type { DataType, Schema } from "@millrace/core";
import { isFlat, layoutOf } from "@millrace/core";
import type { LiteralValue, ScanFile } from "@millrace/plan";
import { localFiles } from "@millrace/storage";
import type {
  Dictionary,
  FormatOptions,
  PruneTest,
  ReadContext,
  ReadCounters,
  ScanPlan,
  Vector,
} from "../../format.ts";
import { parquetFormat } from "../parquet-format.ts";

/** How a test reads files. */
export interface ReadTableOptions {
  /** All that can be read, if not given. */
  readonly columns?: readonly string[];
  /** Options of the format. */
  readonly format?: FormatOptions;
  readonly tests?: readonly PruneTest[];
  readonly limit?: number | null;
  readonly targetMorsels?: number;
  readonly batchRows?: number;
  /** Deliver codes where the plan allows it. */
  readonly coded?: boolean;
  /** Rows of a batch to select, or all. */
  readonly select?: (rowOfBatch: number) => boolean;
}

/** The rows of files as columns of values; rows that were not selected are left out. */
export interface ReadTable {
  readonly schema: Schema;
  readonly names: readonly string[];
  readonly types: readonly DataType[];
  readonly columns: readonly LiteralValue[][];
  readonly plan: ScanPlan;
  readonly counters: readonly ReadCounters[];
}

let scans = 0;

/** A scan file of a path; its time differs from call to call, so that footers of rewritten files are not kept. */
export function scanFile(path: string): ScanFile {
  const descriptor = localFiles.open(path);
  const byteLength = localFiles.size(descriptor);
  localFiles.close(descriptor);
  scans++;
  return { path, byteLength, modifiedMs: scans, inode: scans, partition: {} };
}

/** Reads files through planScan and openMorsel, value by value. */
export function readTable(context: ReadContext, paths: readonly string[], options: ReadTableOptions = {}): ReadTable {
  const files = paths.map(scanFile);
  const environment = { files: context.files };
  const schema = parquetFormat.inferSchema(files, options.format ?? {}, environment) as Schema;
  const names = options.columns ?? schema.fields.filter(({ type }) => isFlat(type)).map(({ name }) => name);
  const { tests = [], limit = null, targetMorsels = 1 } = options;
  const plan = parquetFormat.planScan(
    { files, options: {}, schema, columns: names, tests, limit, targetMorsels },
    environment,
  );
  const types = names.map((name) => schema.fields.find((field) => field.name === name)!.type);
  const columns = names.map((name, i) => {
    const coded = options.coded === true && plan.codedColumns.includes(name);
    return { name, type: types[i]!, coded };
  });
  const values: LiteralValue[][] = names.map(() => []);
  const counters: ReadCounters[] = [];
  // As a worker gets it.
  const shared = structuredClone(plan.shared);
  for (const morsel of structuredClone(plan.morsels)) {
    const reader = parquetFormat.openMorsel(context, { shared, files, options: {}, schema, columns, tests }, morsel);
    try {
      readMorsel(context, reader, columns, values, options);
    } finally {
      reader.close();
    }
    counters.push(reader.counters);
  }
  return { schema, names, types, columns: values, plan, counters };
}

function readMorsel(
  context: ReadContext,
  reader: ReturnType<typeof parquetFormat.openMorsel>,
  columns: readonly { readonly type: DataType }[],
  values: LiteralValue[][],
  options: ReadTableOptions,
): void {
  const vector: Vector = { data: 0, validity: 0, dictionary: null };
  const selection = options.select === undefined ? 0 : context.allocator.alloc(16384 * 4);
  for (
    let rows = reader.beginBatch(options.batchRows ?? 16384);
    rows > 0;
    rows = reader.beginBatch(options.batchRows ?? 16384)
  ) {
    const selected = Array.from({ length: rows }, (_, i) => i).filter((i) => options.select?.(i) ?? true);
    if (selection !== 0) new Uint32Array(context.memory.buffer, selection, selected.length).set(selected);
    columns.forEach((column, i) => {
      reader.load(i, vector, selection, selection === 0 ? 0 : selected.length);
      const at = valueReader(context, column.type, vector);
      for (const row of selected) values[i]!.push(at(row));
    });
  }
  if (selection !== 0) context.allocator.free(selection);
}

function valueReader(context: ReadContext, type: DataType, vector: Vector): (row: number) => LiteralValue {
  const view = new DataView(context.memory.buffer);
  const { data, validity, dictionary } = vector;
  const flat = flatReader(context, type, dictionary?.data ?? data);
  return (row) => {
    if (validity !== 0 && view.getUint8(validity + row) === 0) return null;
    return flat(dictionary === null ? row : codeAt(view, data, row, dictionary));
  };
}

function codeAt(view: DataView, data: number, row: number, dictionary: Dictionary): number {
  const code = view.getUint32(data + row * 4, true);
  if (code >= dictionary.count) throw new Error(`Code ${code} of ${dictionary.count}`);
  return code;
}

function flatReader(context: ReadContext, type: DataType, data: number): (row: number) => LiteralValue {
  const view = new DataView(context.memory.buffer);
  switch (layoutOf(type)) {
    case "bool":
      return (row) => view.getUint8(data + row) === 1;
    case "i8":
      return (row) => BigInt(view.getInt8(data + row));
    case "u8":
      return (row) => BigInt(view.getUint8(data + row));
    case "i16":
      return (row) => BigInt(view.getInt16(data + row * 2, true));
    case "u16":
      return (row) => BigInt(view.getUint16(data + row * 2, true));
    case "i32":
      return (row) => BigInt(view.getInt32(data + row * 4, true));
    case "u32":
      return (row) => BigInt(view.getUint32(data + row * 4, true));
    case "f32":
      return (row) => view.getFloat32(data + row * 4, true);
    case "f64":
      return (row) => view.getFloat64(data + row * 8, true);
    case "u64":
      return (row) => view.getBigUint64(data + row * 8, true);
    case "i128":
      return (row) => {
        const at = data + row * 16;
        return (view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true);
      };
    case "view":
      return (row) => stringAt(context, view, data + row * 16);
    default:
      return (row) => view.getBigInt64(data + row * 8, true);
  }
}

function stringAt(context: ReadContext, view: DataView, at: number): string {
  const length = view.getUint32(at, true);
  const start = length <= 12 ? at + 4 : view.getUint32(at + 8, true);
  return Buffer.from(context.bytes.slice(start, start + length)).toString("utf8");
}
