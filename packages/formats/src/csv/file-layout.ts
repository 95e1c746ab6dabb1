import { NoDataError } from "@millrace/core";
import type { LocalFiles } from "@millrace/storage";
import type { Compression } from "./byte-source.ts";
import { compressionOf, openSource } from "./byte-source.ts";
import type { CsvDialect, CsvOptions } from "./options.ts";
import { dialectOf } from "./options.ts";
import type { TextRecord } from "./records.ts";
import { RecordReader } from "./records.ts";

/** What the head of a file says. */
export interface FileHead {
  readonly compression: Compression;
  /** One name a field, unique; empty for a file without any data. */
  readonly names: readonly string[];
  /** Byte position in the (decompressed) text where the first row of data begins. */
  readonly dataStart: number;
}

/** Names without repetition, in Polars' way: the second `a` is `a_duplicated_0`. */
function uniqueNames(names: readonly string[]): string[] {
  const repeats = new Map<string, number>();
  const taken = new Set(names);
  return names.map((name) => {
    const count = repeats.get(name);
    if (count === undefined) {
      repeats.set(name, 0);
      return name;
    }
    let index = count;
    while (taken.has(`${name}_duplicated_${index}`)) index++;
    repeats.set(name, index + 1);
    taken.add(`${name}_duplicated_${index}`);
    return `${name}_duplicated_${index}`;
  });
}

/**
 * Reads the head of a file: what is skipped, the header, where the data begins. A file without a record has no names, or
 * throws a NoDataError with `raiseIfEmpty`.
 */
export function readHead(files: LocalFiles, path: string, options: CsvOptions): FileHead {
  const dialect = dialectOf(options);
  const compression = compressionOf(files, path);
  const source = openSource(files, path, compression);
  try {
    const reader = new RecordReader(source, dialect, path, 0, true);
    const first = skipToHeader(reader, options);
    if (first === null) {
      if (options.raiseIfEmpty) throw new NoDataError(path);
      return { compression, names: [], dataStart: reader.offset };
    }
    let dataStart = first.offset;
    if (options.hasHeader) {
      for (let i = 0; i < options.skipRowsAfterHeader; i++) if (reader.next() === null) break;
      dataStart = reader.offset;
    }
    return { compression, names: namesOf(first.record, options), dataStart };
  } finally {
    source.close();
  }
}

function skipToHeader(reader: RecordReader, options: CsvOptions): { record: TextRecord; offset: number } | null {
  reader.skipByteOrderMark();
  for (let i = 0; i < options.skipLines; i++) if (!reader.skipLine()) return null;
  for (let i = 0; i < options.skipRows; i++) if (reader.next() === null) return null;
  if (!options.hasHeader) {
    for (let i = 0; i < options.skipRowsAfterHeader; i++) if (reader.next() === null) return null;
  }
  // Blank lines in front belong to nothing.
  for (;;) {
    const offset = reader.offset;
    const record = reader.next();
    if (record === null) return null;
    if (!record.blank) return { record, offset };
  }
}

function namesOf(record: TextRecord, options: CsvOptions): string[] {
  const given = options.hasHeader ? uniqueNames(record.fields) : record.fields.map((_, i) => `column_${i + 1}`);
  return given.map((name, i) => options.newColumns[i] ?? name);
}

/** Runs over the first `limit` rows of data (null: all), without blank lines where there are several columns. */
export function sampleRows(
  files: LocalFiles,
  path: string,
  head: FileHead,
  dialect: CsvDialect,
  limit: number | null,
  visit: (record: TextRecord) => void,
): { readonly rows: number; readonly byteLength: number } {
  const source = openSource(files, path, head.compression, head.dataStart);
  try {
    const reader = new RecordReader(source, dialect, path, head.dataStart, false);
    let rows = 0;
    while (limit === null || rows < limit) {
      const record = reader.next();
      if (record === null) break;
      if (record.blank && head.names.length > 1) continue;
      visit(record);
      rows++;
    }
    return { rows, byteLength: reader.offset - head.dataStart };
  } finally {
    source.close();
  }
}
