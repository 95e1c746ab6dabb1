import type { Schema } from "@millrace/core";
import { AtomicFile } from "@millrace/storage";
import { columnFormat } from "./column-table.ts";
import type { ResolvedCsvWriteOptions } from "./write-options.ts";

/** Writes a CSV file from encoded chunks, on the main thread; the file appears under its name with finish. */
export class CsvFileWriter implements Disposable {
  readonly #file: AtomicFile;
  #numRows = 0;

  /** Starts the file with its header. Throws UnsupportedError for nested columns, and the errors of AtomicFile.create. */
  constructor(path: string, schema: Schema, options: ResolvedCsvWriteOptions) {
    for (const field of schema.fields) columnFormat(field.name, field.type);
    this.#file = AtomicFile.create(path, options.includeHeader ? headerBytes(schema, options) : undefined);
  }

  /** Appends the lines of the next chunk, in row order. The bytes must not change until it resolves. */
  async append(bytes: Uint8Array, numRows: number): Promise<void> {
    this.#numRows += numRows;
    await this.#file.appendAsync(bytes);
  }

  /** Publishes the file. Every append must have resolved. */
  async finish(): Promise<{ readonly path: string; readonly numRows: number; readonly byteLength: number }> {
    await this.#file.commitAsync();
    return { path: this.#file.path, numRows: this.#numRows, byteLength: this.#file.byteLength };
  }

  /** Gives the file up; an older file of that name stays as it was. */
  abort(): void {
    this.#file.abort();
  }

  [Symbol.dispose](): void {
    this.abort();
  }
}

/** The line of column names, quoted where they need it. */
export function headerBytes(schema: Schema, options: ResolvedCsvWriteOptions): Uint8Array<ArrayBuffer> {
  const { separator, quoteChar, lineTerminator } = options;
  const names = schema.fields.map(({ name }) => {
    const isPlain = name !== "" && ![separator, quoteChar, "\r", "\n"].some((mark) => name.includes(mark));
    return isPlain ? name : quoteChar + name.replaceAll(quoteChar, quoteChar + quoteChar) + quoteChar;
  });
  return new TextEncoder().encode(names.join(separator) + lineTerminator);
}
