import { join } from "node:path";
import type {
  ChunkSlice,
  ResolvedCsvWriteOptions,
  ResolvedParquetWriteOptions,
  WriteContext,
  WrittenFile,
} from "@millrace/formats";
import { CsvFileWriter, encodeCsvChunk, encodeRowGroup, ParquetFileWriter } from "@millrace/formats";
import { END_YEAR, FIRST_YEAR } from "./clock.ts";
import type { Plan } from "./columns.ts";
import type { Table } from "./table.ts";
import { generate, schemaOf } from "./table.ts";

/** The formats that a table is written in. */
export type DatasetFormat = "parquet" | "csv";

/** Where and how a table is written. */
export interface Target {
  readonly folder: string;
  readonly formats: readonly DatasetFormat[];
  /** One file, so many files of equal length, or one a year. */
  readonly files: number | "year";
  readonly parquet: ResolvedParquetWriteOptions;
  readonly csv: ResolvedCsvWriteOptions;
}

/** A file's rows and its path without the extension. */
interface Part {
  readonly stem: string;
  readonly from: number;
  readonly to: number;
}

/** Writes a table; returns its files. Each appears whole or not at all. */
export async function writeTable(
  context: WriteContext,
  table: Table,
  plan: Plan,
  target: Target,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const part of partsOf(table, plan, target))
    written.push(...(await writePart(context, table, plan, target, part)));
  return written;
}

function partsOf(table: Table, plan: Plan, target: Target): Part[] {
  const { yearStart, name } = table;
  const byYear = target.files === "year" || (target.files === END_YEAR - FIRST_YEAR && yearStart !== undefined);
  if (byYear && yearStart !== undefined) {
    return Array.from({ length: END_YEAR - FIRST_YEAR }, (_, i) => {
      const year = FIRST_YEAR + i;
      const stem = join(target.folder, name, `${name}_${year}`);
      return { stem, from: yearStart(plan, year), to: yearStart(plan, year + 1) };
    });
  }
  const count = target.files === "year" ? 1 : target.files;
  if (count === 1) return [{ stem: join(target.folder, name), from: 0, to: plan.rows }];
  return Array.from({ length: count }, (_, i) => ({
    stem: join(target.folder, name, `${name}_${`${i}`.padStart(3, "0")}`),
    from: Math.floor((plan.rows * i) / count),
    to: Math.floor((plan.rows * (i + 1)) / count),
  }));
}

async function writePart(
  context: WriteContext,
  table: Table,
  plan: Plan,
  target: Target,
  part: Part,
): Promise<WrittenFile[]> {
  const schema = schemaOf(table);
  using parquet = target.formats.includes("parquet")
    ? new ParquetFileWriter(`${part.stem}.parquet`, schema, target.parquet)
    : null;
  using csv = target.formats.includes("csv") ? new CsvFileWriter(`${part.stem}.csv`, schema, target.csv) : null;
  let waiting: ChunkSlice[] = [];
  let waitingRows = 0;
  const flush = async (): Promise<void> => {
    if (parquet !== null) await parquet.append(encodeRowGroup(context, schema, waiting, target.parquet));
    waiting = [];
    waitingRows = 0;
  };
  for (const chunk of generate(table, plan, part.from, part.to)) {
    if (csv !== null) {
      const lines: Uint8Array[] = [];
      encodeCsvChunk(context, schema, chunk, target.csv, (part) => lines.push(part.slice()));
      for (const [i, part] of lines.entries()) await csv.append(part, i === 0 ? chunk.numRows : 0);
    }
    for (let from = 0; parquet !== null && from < chunk.numRows; ) {
      const to = Math.min(chunk.numRows, from + target.parquet.rowGroupSize - waitingRows);
      waiting.push({ chunk, from, to });
      waitingRows += to - from;
      from = to;
      if (waitingRows === target.parquet.rowGroupSize) await flush();
    }
  }
  if (waitingRows > 0) await flush();
  const written: WrittenFile[] = [];
  if (parquet !== null) written.push(await parquet.finish());
  if (csv !== null) written.push(await csv.finish());
  return written;
}
