import type { Schema } from "@millrace/core";
import { AtomicFile } from "@millrace/storage";
import type { EncodedRowGroup } from "./encode-row-group.ts";
import type { PlacedColumn, PlacedRowGroup } from "./footer.ts";
import { columnIndexBytes, footerBytes, offsetIndexBytes } from "./footer.ts";
import { columnStorage } from "./physical-type.ts";
import type { ResolvedParquetWriteOptions } from "./write-options.ts";

const MAGIC: Uint8Array = Uint8Array.of(0x50, 0x41, 0x52, 0x31);

/** What a finished file has. */
export interface WrittenFile {
  readonly path: string;
  readonly numRows: number;
  readonly byteLength: number;
}

/** Writes a Parquet file from encoded row groups, on the main thread; the file appears under its name with finish. */
export class ParquetFileWriter implements Disposable {
  readonly #file: AtomicFile;
  readonly #schema: Schema;
  readonly #options: ResolvedParquetWriteOptions;
  readonly #rowGroups: PlacedRowGroup[] = [];

  /** Starts the file. Throws UnsupportedError for columns that Parquet cannot hold, and the errors of AtomicFile.create. */
  constructor(path: string, schema: Schema, options: ResolvedParquetWriteOptions) {
    for (const field of schema.fields) columnStorage(field.name, field.type);
    this.#schema = schema;
    this.#options = options;
    this.#file = AtomicFile.create(path, MAGIC);
  }

  /** Appends the next row group, in row order; one without rows is left out. The bytes must not change until it resolves. */
  async append(rowGroup: EncodedRowGroup): Promise<void> {
    if (rowGroup.numRows === 0) return;
    const columns: PlacedColumn[] = [];
    let offset = this.#file.byteLength;
    for (const metadata of rowGroup.columnMetadata) {
      columns.push({ offset, metadata, columnIndex: null, offsetIndex: null });
      offset += metadata.compressedSize;
    }
    this.#rowGroups.push({ numRows: rowGroup.numRows, columns });
    await Promise.all(rowGroup.bytes.map((bytes) => this.#file.appendAsync(bytes)));
  }

  /** Writes page index and footer and publishes the file. Every append must have resolved. */
  async finish(): Promise<WrittenFile> {
    try {
      if (this.#options.statistics) this.#appendPageIndex();
      const footer = footerBytes(this.#schema, this.#rowGroups, this.#options);
      this.#file.append(footer);
      const end = new Uint8Array(8);
      new DataView(end.buffer).setUint32(0, footer.byteLength, true);
      end.set(MAGIC, 4);
      this.#file.append(end);
      await this.#file.commitAsync();
    } catch (error) {
      this.abort();
      throw error;
    }
    const numRows = this.#rowGroups.reduce((total, group) => total + group.numRows, 0);
    return { path: this.#file.path, numRows, byteLength: this.#file.byteLength };
  }

  /** Gives the file up; an older file of that name stays as it was. */
  abort(): void {
    this.#file.abort();
  }

  [Symbol.dispose](): void {
    this.abort();
  }

  #appendPageIndex(): void {
    for (const group of this.#rowGroups) {
      group.columns.forEach((column, i) => {
        const bytes = columnIndexBytes(column, this.#schema, i);
        if (bytes !== null) column.columnIndex = this.#appendRange(bytes);
      });
    }
    for (const group of this.#rowGroups) {
      for (const column of group.columns) column.offsetIndex = this.#appendRange(offsetIndexBytes(column));
    }
  }

  #appendRange(bytes: Uint8Array): { readonly offset: number; readonly length: number } {
    const offset = this.#file.byteLength;
    this.#file.append(bytes);
    return { offset, length: bytes.byteLength };
  }
}
