import { statSync } from "node:fs";
import type { DataType, Schema } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";
import { instantiateKernels, loadKernels } from "@millrace/kernels";
import type { ScanFile } from "@millrace/plan";
import { localFiles } from "@millrace/storage";
import type { ArenaAllocator, FormatOptions, MorselReader, ReadContext, ReadCounters, Vector } from "../../format.ts";
import { csvFormat } from "../csv-format.ts";

// Drives the format in-process, as a worker would: for tests.

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536, shared: true });
const kernels = instantiateKernels(loadKernels(), memory);
const arenaBase = 1 << 20;
let top = arenaBase;

const allocator: ArenaAllocator = {
  alloc(byteLength) {
    const pointer = top;
    top += (byteLength + 127) & ~63;
    const missing = top + 64 - new Uint8Array(memory.buffer).length;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    return pointer;
  },
  free() {},
};

const context: ReadContext = {
  memory,
  get bytes() {
    return new Uint8Array(memory.buffer);
  },
  kernels,
  allocator,
  files: localFiles,
};

/** A value of a vector as a test compares it. */
export type TestValue = string | number | bigint | boolean | null;

/** What a scan gave. */
export interface ScanResult {
  readonly schema: Schema;
  readonly rows: TestValue[][];
  readonly counters: ReadCounters[];
  readonly numMorsels: number;
}

/** The scan's description of a file on disk. */
function scanFile(path: string): ScanFile {
  const status = statSync(path);
  return { path, byteLength: status.size, modifiedMs: status.mtimeMs, inode: status.ino, partition: {} };
}

/** How a test reads. */
export interface ReadSetting {
  readonly maxRows?: number;
  readonly columns?: readonly string[];
  /** Order in which the morsels are opened; they are put back into file order. */
  readonly backwards?: boolean;
  /** Take every nth row only. */
  readonly everyNth?: number;
}

/** Reads files through the format and returns the values row by row. */
export function readCsv(paths: readonly string[], options: FormatOptions = {}, setting: ReadSetting = {}): ScanResult {
  top = arenaBase;
  const files = paths.map(scanFile);
  const environment = { files: localFiles };
  const schema = csvFormat.inferSchema(files, options, environment) as Schema;
  const columns = setting.columns ?? schema.fields.map(({ name }) => name);
  const request = { files, options, schema, columns, tests: [], limit: null, targetMorsels: 1 };
  const plan = csvFormat.planScan(request, environment);
  const types = columns.map((name) => schema.fields.find((field) => field.name === name)!.type);
  const readColumns = columns.map((name, i) => ({ name, type: types[i]!, coded: false }));
  const scan = { shared: structuredClone(plan.shared), files, options, schema, columns: readColumns, tests: [] };
  const parts: TestValue[][][] = [];
  const counters: ReadCounters[] = [];
  const order = plan.morsels.map((_, i) => i);
  if (setting.backwards) order.reverse();
  for (const index of order) {
    const mark = top;
    const reader = csvFormat.openMorsel(context, scan, plan.morsels[index]!);
    parts[index] = readMorsel(reader, types, setting);
    counters[index] = reader.counters;
    reader.close();
    top = mark;
  }
  return { schema, rows: parts.flat(), counters, numMorsels: plan.morsels.length };
}

function readMorsel(reader: MorselReader, types: readonly DataType[], setting: ReadSetting): TestValue[][] {
  const rows: TestValue[][] = [];
  const vector: Vector = { data: 0, validity: 0, dictionary: null };
  const nth = setting.everyNth ?? 1;
  for (;;) {
    const numRows = reader.beginBatch(setting.maxRows ?? 1000);
    if (numRows === 0) return rows;
    const selected = Array.from({ length: Math.ceil(numRows / nth) }, (_, i) => i * nth);
    const selection = nth === 1 ? 0 : allocator.alloc(4 * selected.length);
    if (selection !== 0) new Uint32Array(memory.buffer, selection, selected.length).set(selected);
    const batch: TestValue[][] = selected.map(() => []);
    for (const [column, type] of types.entries()) {
      reader.load(column, vector, selection, selection === 0 ? 0 : selected.length);
      for (const [i, row] of selected.entries()) batch[i]!.push(valueAt(vector, type, row));
    }
    rows.push(...batch);
  }
}

function valueAt(vector: Vector, type: DataType, row: number): TestValue {
  const bytes = context.bytes;
  const layout = layoutOf(type);
  const at = vector.data + row * layoutWidth(layout);
  const view = new DataView(memory.buffer);
  if (vector.validity !== 0 && bytes[vector.validity + row] === 0) {
    for (let i = 0; i < layoutWidth(layout); i++) if (bytes[at + i] !== 0) throw new Error("A null is not zero");
    return null;
  }
  if (layout === "view") {
    const length = view.getUint32(at, true);
    const start = length <= 12 ? at + 4 : view.getUint32(at + 8, true);
    if (length > 12 && view.getUint32(at + 4, true) !== view.getUint32(start, true)) throw new Error("Wrong prefix");
    if (length <= 12 && bytes.slice(at + 4 + length, at + 16).some((byte) => byte !== 0)) throw new Error("Padding");
    return new TextDecoder().decode(bytes.slice(start, start + length));
  }
  if (layout === "bool") return bytes[at] === 1;
  if (layout === "i8") return view.getInt8(at);
  if (layout === "u8") return view.getUint8(at);
  if (layout === "i16") return view.getInt16(at, true);
  if (layout === "u16") return view.getUint16(at, true);
  if (layout === "i32") return view.getInt32(at, true);
  if (layout === "u32") return view.getUint32(at, true);
  if (layout === "f32") return view.getFloat32(at, true);
  if (layout === "f64") return view.getFloat64(at, true);
  if (layout === "u64") return view.getBigUint64(at, true);
  return view.getBigInt64(at, true);
}
