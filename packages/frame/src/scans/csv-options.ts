import type { DataType, Schema } from "@millrace/core";

/** How CSV is read; names and meanings are Polars'. */
export interface CsvScanOptions {
  /** One ASCII character between fields; default ",". */
  readonly separator?: string | undefined;
  /** One ASCII character around fields; null: fields are never quoted. Default '"'. */
  readonly quoteChar?: string | null | undefined;
  /** The character that ends a row; default "\n", "\r" before it is dropped. */
  readonly eolChar?: string | undefined;
  /** Lines that begin with it are no rows. */
  readonly commentPrefix?: string | null | undefined;
  /** Default true; without a header columns are named column_1, column_2, … */
  readonly hasHeader?: boolean | undefined;
  /** Names for the first columns, in place of the header's. */
  readonly newColumns?: readonly string[] | undefined;
  /** Records to leave out before the header. */
  readonly skipRows?: number | undefined;
  /** Raw lines to leave out before everything else. */
  readonly skipLines?: number | undefined;
  /** Records to leave out behind the header. */
  readonly skipRowsAfterHeader?: number | undefined;
  /** Texts that mean null, for all columns or by column. */
  readonly nullValues?:
    | string
    | readonly string[]
    | { readonly [column: string]: string | readonly string[] }
    | undefined;
  /** An empty text field is "" instead of null. */
  readonly missingUtf8IsEmptyString?: boolean | undefined;
  /** All columns with their types, in order; nothing is inferred. */
  readonly schema?: { readonly [column: string]: DataType } | Schema | undefined;
  /** Types of some columns; the others are inferred. */
  readonly schemaOverrides?: { readonly [column: string]: DataType } | undefined;
  /** Rows that are looked at for types; null: all, 0: every column is text. Default 100. */
  readonly inferSchemaLength?: number | null | undefined;
  /** Read ISO dates and times as Date and Datetime; default false. */
  readonly tryParseDates?: boolean | undefined;
  /** A value that does not parse is null, not an error. */
  readonly ignoreErrors?: boolean | undefined;
  /** Fields behind the last column are dropped, not an error. */
  readonly truncateRaggedLines?: boolean | undefined;
  /** Default true: an empty file throws a NoDataError. */
  readonly raiseIfEmpty?: boolean | undefined;
  /** "utf8", the default and only one. */
  readonly encoding?: "utf8" | undefined;
  /** A column that one of several files lacks: an error (default), or nulls. */
  readonly missingColumns?: "raise" | "insert" | undefined;
  /** A column that only a later file has: an error (default), or left out. */
  readonly extraColumns?: "raise" | "ignore" | undefined;
}

/** The options that the reader of CSV files acts on, by name. */
export const CSV_SCAN_OPTION_NAMES: readonly (keyof CsvScanOptions)[] = [
  "separator",
  "quoteChar",
  "eolChar",
  "commentPrefix",
  "hasHeader",
  "newColumns",
  "skipRows",
  "skipLines",
  "skipRowsAfterHeader",
  "nullValues",
  "missingUtf8IsEmptyString",
  "schema",
  "schemaOverrides",
  "inferSchemaLength",
  "tryParseDates",
  "ignoreErrors",
  "truncateRaggedLines",
  "raiseIfEmpty",
  "encoding",
  "missingColumns",
  "extraColumns",
];
