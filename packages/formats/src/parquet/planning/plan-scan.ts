import { BATCH_ROWS } from "@millrace/core";
import type { FormatEnvironment, PrunedAmount, PruneTest, ScanPlan, ScanRequest } from "../../format.ts";
import type { ReadableColumn } from "../metadata/columns.ts";
import type { ChunkMetadata, RowGroup } from "../metadata/footer.ts";
import { chunkOf } from "../metadata/footer.ts";
import { readFooter } from "../metadata/footer-cache.ts";
import { bloomExcludes } from "./bloom-filter.ts";
import { chunkBounds } from "./bounds.ts";
import { ChunkTable } from "./chunk-table.ts";
import { paysAsCodes } from "./coded-columns.ts";
import { ColumnSets } from "./columns-of-files.ts";
import { pageRanges } from "./page-pruning.ts";
import type { ParquetMorsel, ParquetScan } from "./parquet-scan.ts";
import { excludes, includesAll } from "./prune.ts";
import type { RowRanges } from "./row-ranges.ts";
import { countRows, intersect } from "./row-ranges.ts";

/** A row group is split into parts of at least so many rows: every part decodes the dictionaries again. */
const MIN_SPLIT_ROWS = 4 * BATCH_ROWS;
/** Morsels that row groups are split into where chunks have no offset index: each reads its chunks from their start. */
const MAX_UNINDEXED_MORSELS = 4;

/** A row group that is read. */
interface PlannedGroup {
  readonly file: number;
  readonly group: RowGroup;
  readonly chunks: readonly (ChunkMetadata | null)[];
  /** Bytes of the chunks that the ranges' share is. */
  readonly byteLength: number;
  readonly ranges: RowRanges;
}

/** Cuts a scan into morsels: row groups that may hold matching rows, split by rows where there are too few. */
export function planScan(request: ScanRequest, { files }: FormatEnvironment): ScanPlan {
  const names = [...new Set([...request.columns, ...request.tests.map((test) => test.column)])];
  const footers = request.files.map((file) => readFooter(files, file));
  const sets = new ColumnSets(names, request.schema);
  const setOfFile = request.files.map((file, i) => sets.add(file, footers[i]!));
  const ledger = new Ledger();
  const groups: PlannedGroup[] = [];
  let rowsLeft = request.limit ?? Number.POSITIVE_INFINITY;
  request.files.forEach((file, index) => {
    const columns = sets.sets[setOfFile[index]!]!;
    const pages = new PagePruner(request, index, { files });
    try {
      for (const group of footers[index]!.rowGroups) {
        if (group.rows === 0) continue;
        const chunks = columns.map((column) => column && chunkOf(group, column.leaf, file.path, column.name));
        const byteLength = chunks.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), 0);
        if (rowsLeft <= 0) ledger.add("limit", group.rows, byteLength);
        else if (isExcluded(request.tests, names, columns, chunks, group.rows)) {
          ledger.add("statistics", group.rows, byteLength);
        } else if (pages.isExcludedByBloomFilter(names, columns, chunks)) {
          ledger.add("bloom filter", group.rows, byteLength);
        } else {
          const ranges = pages.ranges(names, columns, chunks, group.rows);
          const rows = countRows(ranges);
          // A share of the bytes, as pages of the columns do not begin at the same rows.
          const kept = Math.floor((byteLength * rows) / group.rows);
          if (rows < group.rows) ledger.add("page index", group.rows - rows, byteLength - kept);
          if (rows > 0) groups.push({ file: index, group, chunks, byteLength: kept, ranges });
          // With a test, nobody knows how many rows a limit needs.
          if (request.tests.length === 0) rowsLeft -= rows;
        }
      }
    } finally {
      pages.close();
    }
  });
  const shared: ParquetScan = { names, columnSets: sets.sets, setOfFile, chunks: chunkTable(names, groups).numbers };
  const morsels = toMorsels(groups, request.targetMorsels);
  const totalBytes = request.files.reduce((sum, file) => sum + file.byteLength, 0);
  ledger.add("projection", 0, totalBytes - ledger.bytes - groups.reduce((sum, group) => sum + group.byteLength, 0));
  return {
    morsels,
    ledger: { totalBytes, totalRows: footers.reduce((sum, footer) => sum + footer.rows, 0), pruned: ledger.entries() },
    codedColumns: codedColumns(request.columns, names, groups, sets.sets, setOfFile),
    estimatedRows: Math.min(
      morsels.reduce((sum, morsel) => sum + morsel.estimatedRows, 0),
      request.limit ?? Number.POSITIVE_INFINITY,
    ),
    shared,
  };
}

/** Amounts that are not read, by reason. */
class Ledger {
  readonly #amounts = new Map<string, { rows: number; bytes: number }>();
  bytes = 0;

  add(reason: string, rows: number, bytes: number): void {
    const amount = this.#amounts.get(reason) ?? { rows: 0, bytes: 0 };
    this.#amounts.set(reason, { rows: amount.rows + rows, bytes: amount.bytes + bytes });
    this.bytes += bytes;
  }

  entries(): PrunedAmount[] {
    return [...this.#amounts].map(([reason, amount]) => ({ reason, ...amount }));
  }
}

/** Whether the statistics of a row group rule out a test. A column that the file lacks is null in every row. */
function isExcluded(
  tests: readonly PruneTest[],
  names: readonly string[],
  columns: readonly (ReadableColumn | null)[],
  chunks: readonly (ChunkMetadata | null)[],
  rows: number,
): boolean {
  return tests.some((test) => {
    const i = names.indexOf(test.column);
    const column = columns[i];
    const chunk = chunks[i];
    if (!column || !chunk) return excludes(test, { min: null, max: null, nullCount: rows, rows });
    return excludes(test, chunkBounds(column, chunk.statistics, rows));
  });
}

/** A column whose page indexes have pruned nothing so often is not sorted: its others are not read. */
const MAX_USELESS_INDEXES = 4;

/** Prunes by page indexes and bloom filters; opens the file only if it is needed. */
class PagePruner {
  /** By column: page indexes that pruned nothing, before one of the column did. */
  readonly #useless = new Map<string, number>();
  readonly #request: ScanRequest;
  readonly #file: number;
  readonly #environment: FormatEnvironment;
  #descriptor = -1;

  constructor(request: ScanRequest, file: number, environment: FormatEnvironment) {
    this.#request = request;
    this.#file = file;
    this.#environment = environment;
  }

  ranges(
    names: readonly string[],
    columns: readonly (ReadableColumn | null)[],
    chunks: readonly (ChunkMetadata | null)[],
    rows: number,
  ): RowRanges {
    let ranges: RowRanges = [0, rows];
    names.forEach((name, i) => {
      const column = columns[i];
      const chunk = chunks[i];
      const tests = this.#request.tests.filter((test) => test.column === name);
      if (tests.length === 0 || !column || !chunk?.columnIndex) return;
      const useless = this.#useless.get(name) ?? 0;
      if (useless >= MAX_USELESS_INDEXES) return;
      const bounds = chunkBounds(column, chunk.statistics, rows);
      if (tests.every((test) => includesAll(test, bounds))) return;
      const kept = pageRanges(this.#environment.files, this.#open(), column, chunk, tests, rows);
      const prunes = kept !== null && countRows(kept) < rows;
      this.#useless.set(name, prunes ? Number.NEGATIVE_INFINITY : useless + 1);
      if (kept !== null) ranges = intersect(ranges, kept);
    });
    return ranges;
  }

  /** Whether a chunk has none of the values that a test asks for. */
  isExcludedByBloomFilter(
    names: readonly string[],
    columns: readonly (ReadableColumn | null)[],
    chunks: readonly (ChunkMetadata | null)[],
  ): boolean {
    return this.#request.tests.some((test) => {
      if (test.op !== "eq" && test.op !== "in") return false;
      const i = names.indexOf(test.column);
      const column = columns[i];
      const offset = chunks[i]?.bloomFilter;
      if (!column || offset === null || offset === undefined) return false;
      return bloomExcludes(this.#environment.files, this.#open(), column, offset, test);
    });
  }

  /** The file's descriptor. */
  #open(): number {
    if (this.#descriptor < 0) this.#descriptor = this.#environment.files.open(this.#request.files[this.#file]!.path);
    return this.#descriptor;
  }

  close(): void {
    if (this.#descriptor >= 0) this.#environment.files.close(this.#descriptor);
  }
}

function chunkTable(names: readonly string[], groups: readonly PlannedGroup[]): ChunkTable {
  const table = ChunkTable.allocate(names.length, groups.length);
  groups.forEach(({ chunks }, rowGroup) => {
    chunks.forEach((chunk, column) => {
      if (chunk !== null) table.set(rowGroup, column, chunk);
    });
  });
  return table;
}

function toMorsels(groups: readonly PlannedGroup[], targetMorsels: number): ParquetMorsel[] {
  const totalRows = groups.reduce((sum, { ranges }) => sum + countRows(ranges), 0);
  const splitRows = (target: number): number =>
    groups.length >= target
      ? Number.POSITIVE_INFINITY
      : Math.max(MIN_SPLIT_ROWS, Math.ceil(totalRows / Math.max(1, target) / BATCH_ROWS) * BATCH_ROWS);
  const [split, splitUnindexed] = [splitRows(targetMorsels), splitRows(Math.min(targetMorsels, MAX_UNINDEXED_MORSELS))];
  return groups.flatMap(({ file, group, chunks, byteLength, ranges }, rowGroup) => {
    const isIndexed = chunks.every((chunk) => chunk === null || chunk.offsetIndex !== null);
    const partRows = isIndexed ? split : splitUnindexed;
    const parts = Math.min(Math.ceil(group.rows / partRows), Math.max(1, Math.floor(group.rows / MIN_SPLIT_ROWS)));
    const step = Math.ceil(group.rows / Math.max(1, parts) / BATCH_ROWS) * BATCH_ROWS;
    const morsels: ParquetMorsel[] = [];
    const kept = countRows(ranges);
    let before = 0;
    for (let from = 0; from < group.rows; from += step) {
      const part = intersect(ranges, [from, Math.min(from + step, group.rows)]);
      const estimatedRows = countRows(part);
      if (estimatedRows === 0) continue;
      // Shares are cut so that they add up to the whole.
      const start = Math.floor((byteLength * before) / kept);
      before += estimatedRows;
      const share = Math.floor((byteLength * before) / kept) - start;
      const whole = estimatedRows === group.rows;
      morsels.push({ file, rowGroup, groupRows: group.rows, ranges: part, whole, estimatedRows, byteLength: share });
    }
    return morsels;
  });
}

/** The columns whose every chunk is worth its codes. */
function codedColumns(
  wanted: readonly string[],
  names: readonly string[],
  groups: readonly PlannedGroup[],
  sets: readonly (readonly (ReadableColumn | null)[])[],
  setOfFile: readonly number[],
): string[] {
  if (groups.length === 0) return [];
  return wanted.filter((name) => {
    const i = names.indexOf(name);
    return groups.every(({ file, chunks }) => {
      const column = sets[setOfFile[file]!]![i];
      const chunk = chunks[i];
      return column && chunk ? paysAsCodes(column, chunk) : true;
    });
  });
}
