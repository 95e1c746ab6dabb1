import type { DataType, Schema } from "@millrace/core";
import { OptionError } from "@millrace/core";
import type { FormatOptions } from "../format.ts";

/** How bytes become rows and fields: single bytes. */
export interface CsvDialect {
  readonly separator: number;
  /** -1 where fields are never quoted. */
  readonly quote: number;
  readonly eol: number;
  /** Lines that start with these bytes are no rows; empty where there are none. */
  readonly comment: Uint8Array;
}

/** What a user may say of a CSV scan; every property has Polars' name and meaning. Plain data. */
export interface CsvOptions {
  readonly separator: string;
  readonly quoteChar: string | null;
  readonly eolChar: string;
  readonly commentPrefix: string | null;
  readonly hasHeader: boolean;
  /** Names for the first columns, in place of the header's. */
  readonly newColumns: readonly string[];
  /** Records before the header to leave out. */
  readonly skipRows: number;
  /** Raw lines before everything else to leave out. */
  readonly skipLines: number;
  readonly skipRowsAfterHeader: number;
  /** Texts that mean null: for all columns, or by column. */
  readonly nullValues: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** An empty field of a String column is "" instead of null. */
  readonly missingUtf8IsEmptyString: boolean;
  /** All columns with their types; nothing is inferred. */
  readonly schema: readonly { readonly name: string; readonly type: DataType }[] | null;
  /** Types of some columns by name. */
  readonly schemaOverrides: Readonly<Record<string, DataType>>;
  /** Rows to look at for types; null: all, 0: every column is String. */
  readonly inferSchemaLength: number | null;
  readonly tryParseDates: boolean;
  /** A value that does not parse is null and counted, not an error. */
  readonly ignoreErrors: boolean;
  /** Fields beyond the last column are dropped, not an error. */
  readonly truncateRaggedLines: boolean;
  readonly raiseIfEmpty: boolean;
  /** A column that one of the files lacks: an error, or nulls. */
  readonly missingColumns: "raise" | "insert";
  /** A column that only a later file has: an error, or left out. */
  readonly extraColumns: "raise" | "ignore";
  /** Bytes of a morsel; null lets the planner choose. For tests. */
  readonly rangeBytes: number | null;
}

const where = "scanCsv";

function singleByte(option: string, value: unknown): number {
  if (typeof value === "string" && value.length === 1 && value.charCodeAt(0) < 128) return value.charCodeAt(0);
  const isLong = option === "separator" && typeof value === "string" && value.length > 0;
  // Text that no line has: each line is one field.
  const advice = isLong
    ? `. Read whole lines with separator: "\\u0001" and quoteChar: null, and take their parts with str.split(${JSON.stringify(value)}).list.get(0)`
    : "";
  throw new OptionError(
    `${where}: ${option} is one ASCII character, not ${JSON.stringify(value)}${advice}`,
    where,
    option,
  );
}

/** The bytes of a dialect. Throws an OptionError for marks of more than one byte, or for two that are the same. */
export function dialectOf(options: CsvOptions): CsvDialect {
  const separator = singleByte("separator", options.separator);
  const eol = singleByte("eolChar", options.eolChar);
  const quote = options.quoteChar === null ? -1 : singleByte("quoteChar", options.quoteChar);
  if (separator === eol || separator === quote || quote === eol) {
    const marks = JSON.stringify([options.separator, options.quoteChar, options.eolChar]);
    throw new OptionError(
      `${where}: separator, quoteChar and eolChar differ from each other, not ${marks}`,
      where,
      "separator",
    );
  }
  return { separator, quote, eol, comment: new TextEncoder().encode(options.commentPrefix ?? "") };
}

function count(option: string, value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new OptionError(`${where}: ${option} is an integer from 0 on, not ${JSON.stringify(value)}`, where, option);
}

function flag(option: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw new OptionError(`${where}: ${option} is true or false, not ${JSON.stringify(value)}`, where, option);
}

function choice<T extends string>(option: string, value: unknown, choices: readonly [T, T]): T {
  if (value === undefined) return choices[0];
  const found = choices.find((known) => known === value);
  if (found !== undefined) return found;
  const text = `${where}: ${option} is "${choices[0]}" or "${choices[1]}", not ${JSON.stringify(value)}`;
  throw new OptionError(text, where, option, choices);
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function nullValuesOf(value: unknown): CsvOptions["nullValues"] {
  if (value === undefined || value === null) return [];
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, markers]) => [name, list(markers)]));
  }
  return list(value);
}

function schemaOf(value: unknown): CsvOptions["schema"] {
  if (value === undefined || value === null) return null;
  if (typeof value === "object" && "fields" in value && Array.isArray(value.fields)) return (value as Schema).fields;
  return Object.entries(value as Record<string, DataType>).map(([name, type]) => ({ name, type }));
}

/** The options with their defaults. Throws an OptionError for a value that is none. */
export function resolveCsvOptions(given: FormatOptions): CsvOptions {
  const encoding = given["encoding"];
  if (encoding !== undefined && encoding !== "utf8" && encoding !== "utf-8") {
    const text = `${where}: encoding is "utf8", not ${JSON.stringify(encoding)}. Convert the file first`;
    throw new OptionError(text, where, "encoding", ["utf8"]);
  }
  const rangeBytes = given["rangeBytes"] ?? null;
  const options: CsvOptions = {
    separator: (given["separator"] ?? ",") as string,
    quoteChar: given["quoteChar"] === undefined ? '"' : ((given["quoteChar"] || null) as string | null),
    eolChar: (given["eolChar"] ?? "\n") as string,
    commentPrefix: (given["commentPrefix"] || null) as string | null,
    hasHeader: flag("hasHeader", given["hasHeader"], true),
    newColumns: (given["newColumns"] ?? []) as readonly string[],
    skipRows: count("skipRows", given["skipRows"], 0),
    skipLines: count("skipLines", given["skipLines"], 0),
    skipRowsAfterHeader: count("skipRowsAfterHeader", given["skipRowsAfterHeader"], 0),
    nullValues: nullValuesOf(given["nullValues"]),
    missingUtf8IsEmptyString: flag("missingUtf8IsEmptyString", given["missingUtf8IsEmptyString"], false),
    schema: schemaOf(given["schema"]),
    schemaOverrides: (given["schemaOverrides"] ?? {}) as Record<string, DataType>,
    inferSchemaLength:
      given["inferSchemaLength"] === null ? null : count("inferSchemaLength", given["inferSchemaLength"], 100),
    tryParseDates: flag("tryParseDates", given["tryParseDates"], false),
    ignoreErrors: flag("ignoreErrors", given["ignoreErrors"], false),
    truncateRaggedLines: flag("truncateRaggedLines", given["truncateRaggedLines"], false),
    raiseIfEmpty: flag("raiseIfEmpty", given["raiseIfEmpty"], true),
    missingColumns: choice("missingColumns", given["missingColumns"], ["raise", "insert"]),
    extraColumns: choice("extraColumns", given["extraColumns"], ["raise", "ignore"]),
    rangeBytes: rangeBytes === null ? null : Math.max(1, count("rangeBytes", rangeBytes, 0)),
  };
  dialectOf(options);
  return options;
}

/** The null markers of one column. */
export function markersOf(options: CsvOptions, column: string): readonly string[] {
  const { nullValues } = options;
  if (Array.isArray(nullValues)) return nullValues as readonly string[];
  const byColumn = nullValues as Readonly<Record<string, readonly string[]>>;
  return Object.hasOwn(byColumn, column) ? byColumn[column]! : [];
}
