import type { Schema } from "@millrace/core";
import { SchemaMismatchError, typeName } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { FormatEnvironment, Morsel, ScanPlan, ScanRequest } from "../format.ts";
import type { Compression } from "./byte-source.ts";
import type { FileHead } from "./file-layout.ts";
import { readHead, sampleRows } from "./file-layout.ts";
import type { CsvOptions } from "./options.ts";
import { dialectOf, resolveCsvOptions } from "./options.ts";

/** One file of a planned scan; plain data. */
export interface CsvFilePlan {
  readonly compression: Compression;
  readonly dataStart: number;
  readonly byteLength: number;
  /** Fields of a row. */
  readonly numFields: number;
  /** Which field each column of the schema is, by name; -1 where the file has none. */
  readonly fields: Readonly<Record<string, number>>;
  readonly rangeBytes: number;
  /** Two i32 a range: what its quotes do, and the state at its start (see range-states.ts); null for a single range. */
  readonly states: SharedArrayBuffer | null;
  /** Why the file is one morsel, for explain; null where it is split. */
  readonly sequential: "compressed" | "comments" | null;
}

/** What every reader of a CSV scan needs. */
export interface CsvScanShared {
  readonly files: readonly CsvFilePlan[];
}

/** One byte range of a file's data; a row belongs to the range of its first byte. */
export interface CsvMorsel extends Morsel {
  readonly range: number;
  readonly start: number;
  /** Behind the last byte; for a file that is read front to back Infinity is written as null. */
  readonly end: number | null;
}

const MIN_RANGE_BYTES = 1024 * 1024;
const MAX_RANGE_BYTES = 4 * 1024 * 1024;
/** Rows that the estimate of a row's length is taken from. */
const ESTIMATE_ROWS = 50;
/** Guess at how many times a compressed CSV expands. */
const COMPRESSION_RATIO = 5;

/** Cuts the files of a scan into byte ranges. Reads the head of every file and checks its columns against the schema. */
export function planCsvScan(request: ScanRequest, environment: FormatEnvironment): ScanPlan {
  const options = resolveCsvOptions(request.options);
  const totalBytes = request.files.reduce((sum, file) => sum + file.byteLength, 0);
  const rangeBytes = options.rangeBytes ?? rangeBytesFor(totalBytes, request.targetMorsels);
  const plans: CsvFilePlan[] = [];
  const morsels: CsvMorsel[] = [];
  let rowBytes = 0;
  let headBytes = 0;
  for (const [index, file] of request.files.entries()) {
    const head = readHead(environment.files, file.path, options);
    if (rowBytes === 0) rowBytes = rowBytesOf(environment, file, head, options);
    const plan = planFile(file, head, request.schema, options, rangeBytes);
    plans.push(plan);
    const ofFile = morselsOf(index, plan, rowBytes);
    // A file without rows has a header at most.
    if (ofFile.length === 0) headBytes += file.byteLength;
    morsels.push(...ofFile);
  }
  return {
    morsels,
    ledger: {
      totalBytes,
      totalRows: null,
      pruned: headBytes === 0 ? [] : [{ reason: "header", rows: 0, bytes: headBytes }],
    },
    codedColumns: [],
    estimatedRows: morsels.reduce((sum, morsel) => sum + morsel.estimatedRows, 0),
    shared: { files: plans } satisfies CsvScanShared,
  };
}

function rangeBytesFor(totalBytes: number, targetMorsels: number): number {
  const wanted = Math.ceil(totalBytes / Math.max(1, targetMorsels));
  return Math.min(MAX_RANGE_BYTES, Math.max(MIN_RANGE_BYTES, wanted));
}

function rowBytesOf(environment: FormatEnvironment, file: ScanFile, head: FileHead, options: CsvOptions): number {
  if (head.names.length === 0) return 0;
  const sample = sampleRows(environment.files, file.path, head, dialectOf(options), ESTIMATE_ROWS, () => {});
  return sample.rows === 0 ? 0 : sample.byteLength / sample.rows;
}

function planFile(
  file: ScanFile,
  head: FileHead,
  schema: Schema,
  options: CsvOptions,
  rangeBytes: number,
): CsvFilePlan {
  const columns = schema.fields.filter((field) => !Object.hasOwn(file.partition, field.name));
  const names = namesByPlace(head, columns, options);
  if (head.names.length > 0) checkColumns(file, head, names, columns, options);
  const sequential =
    head.compression !== "none"
      ? "compressed"
      : options.commentPrefix !== null && options.quoteChar !== null
        ? "comments"
        : null;
  const numRanges = Math.ceil(Math.max(0, file.byteLength - head.dataStart) / rangeBytes);
  const places = new Map(names.map((name, i) => [name, i] as const).reverse());
  const shared = sequential === null && options.quoteChar !== null && numRanges > 1;
  return {
    compression: head.compression,
    dataStart: head.dataStart,
    byteLength: file.byteLength,
    numFields: head.names.length === 0 ? 0 : options.hasHeader ? head.names.length : names.length,
    fields: Object.fromEntries(columns.map(({ name }) => [name, places.get(name) ?? -1])),
    rangeBytes,
    states: shared ? new SharedArrayBuffer(8 * numRanges) : null,
    sequential,
  };
}

/** The name of each field: the header's, or the schema's in order where there is no header or the schema was given. */
function namesByPlace(head: FileHead, columns: Schema["fields"], options: CsvOptions): readonly string[] {
  if (!options.hasHeader) return columns.map(({ name }) => name);
  if (options.schema === null) return head.names;
  return options.schema.slice(0, head.names.length).map(({ name }) => name);
}

function checkColumns(
  file: ScanFile,
  head: FileHead,
  names: readonly string[],
  columns: Schema["fields"],
  options: CsvOptions,
): void {
  if (options.schema !== null && options.hasHeader) {
    // Columns go by their place: the header must have as many.
    const extra = head.names[options.schema.length];
    if (extra !== undefined && !options.truncateRaggedLines)
      throw new SchemaMismatchError(file.path, extra, null, "text");
    const missing = options.schema[head.names.length];
    if (missing !== undefined && options.missingColumns === "raise") {
      throw new SchemaMismatchError(file.path, missing.name, typeName(missing.type));
    }
    return;
  }
  if (!options.hasHeader) return;
  const found = new Set(names);
  for (const { name, type } of columns) {
    if (!found.has(name) && options.missingColumns === "raise") {
      throw new SchemaMismatchError(file.path, name, typeName(type));
    }
  }
  if (options.extraColumns === "ignore") return;
  const wanted = new Set(columns.map(({ name }) => name));
  for (const name of names) {
    if (!wanted.has(name)) throw new SchemaMismatchError(file.path, name, null, "text");
  }
}

function morselsOf(file: number, plan: CsvFilePlan, rowBytes: number): CsvMorsel[] {
  const rowsIn = (bytes: number): number => (rowBytes === 0 ? 0 : Math.ceil(bytes / rowBytes));
  if (plan.numFields === 0) return [];
  if (plan.sequential !== null) {
    const estimatedRows = rowsIn(plan.byteLength * (plan.sequential === "compressed" ? COMPRESSION_RATIO : 1));
    return [{ file, range: 0, start: plan.dataStart, end: null, estimatedRows, byteLength: plan.byteLength }];
  }
  const morsels: CsvMorsel[] = [];
  for (let start = plan.dataStart, range = 0; start < plan.byteLength; start += plan.rangeBytes, range++) {
    const end = Math.min(plan.byteLength, start + plan.rangeBytes);
    // What lies before the data counts to the first range, so that the morsels add up to the file.
    const byteLength = range === 0 ? end : end - start;
    morsels.push({ file, range, start, end, estimatedRows: rowsIn(end - start), byteLength });
  }
  return morsels;
}
