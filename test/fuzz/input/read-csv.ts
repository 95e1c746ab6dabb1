import { statSync } from "node:fs";
import { setEngineTuning } from "@millrace/engine";
import type { Random } from "@millrace/testkit";
import type { CsvScanOptions, DataFrame } from "millrace";
import { len, scanCsv } from "millrace";
import { readCsv } from "../../../packages/formats/src/csv/testing/read-csv.ts";
import { queryOptions } from "./read-parquet.ts";
import { referenceRows } from "./reference-csv.ts";
import { firstDifference, rowsOfFrame } from "./rows.ts";

/** Each range takes a window of its own. */
const MAX_RANGES = 200;

/** Options that a user might pass for an unknown file. */
function randomOptions(random: Random): CsvScanOptions {
  return {
    separator: random.pick([",", ",", ",", ";", "\t", "|"]),
    quoteChar: random.pick(['"', '"', '"', "'", null]),
    hasHeader: random.chance(0.8),
    ...(random.chance(0.2) ? { commentPrefix: "#" } : {}),
    ...(random.chance(0.2) ? { skipRows: random.int(0, 3) } : {}),
    ...(random.chance(0.1) ? { skipLines: random.int(0, 3) } : {}),
    inferSchemaLength: random.pick([0, 1, 100, 100, null]),
    tryParseDates: random.chance(0.4),
    ignoreErrors: random.chance(0.4),
    truncateRaggedLines: random.chance(0.4),
    raiseIfEmpty: random.chance(0.5),
    missingUtf8IsEmptyString: random.chance(0.3),
    ...(random.chance(0.2) ? { nullValues: ["NA", "1", ""] } : {}),
  };
}

/**
 * Reads a CSV file in two ways; returns what is wrong, or null. Throws the reader's error. `text` is what the file holds,
 * null where that is not known.
 */
export async function readCsvTwice(path: string, text: Uint8Array | null, random: Random): Promise<string | null> {
  const decoded = text === null ? null : utf8(text);
  if (decoded !== null && random.chance(0.4)) return readAsText(path, decoded, random);
  const options = randomOptions(random);
  const whole = await scanCsv(path, options).collect(queryOptions);
  const rows = rowsOfFrame(whole);
  const way = random.pick(["ranges", "batches", "len", "head"] as const);
  if (way === "ranges") return readInRanges(path, options, whole, random);
  if (way === "len") {
    const counted = await scanCsv(path, options).select(len()).collect(queryOptions);
    return difference(way, [[rows.length]], counted);
  }
  if (way === "head")
    return difference(way, rows.slice(0, 3), await scanCsv(path, options).head(3).collect(queryOptions));
  setEngineTuning({ batchRows: random.pick([1, 3]) });
  try {
    return difference(way, rows, await scanCsv(path, options).collect(queryOptions));
  } finally {
    setEngineTuning({});
  }
}

function difference(way: string, wanted: readonly (readonly unknown[])[], frame: DataFrame): string | null {
  const found = firstDifference(wanted, rowsOfFrame(frame));
  return found === null ? null : `read by ${way}: ${found}`;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The same rows whatever the byte ranges: only their number and text columns are compared, as values come in other forms. */
function readInRanges(path: string, options: CsvScanOptions, whole: DataFrame, random: Random): string | null {
  const rangeBytes = Math.max(random.pick([1, 2, 7, 64, 1000]), Math.ceil(statSync(path).size / MAX_RANGES));
  const { rows, schema } = readCsv([path], { ...options, rangeBytes });
  const texts = schema.fields.flatMap(({ name, type }, i) => (type.kind === "string" ? [{ name, i }] : []));
  const wanted = rowsOfFrame(whole).map((row) => texts.map(({ name }) => row[whole.columns.indexOf(name)]));
  const got = rows.map((row) => texts.map(({ i }) => row[i]));
  const found = firstDifference(wanted, got);
  return found === null ? null : `read in ranges of ${rangeBytes} bytes: ${found}`;
}

/** Every column as text, against a reading by the book. */
async function readAsText(path: string, text: string, random: Random): Promise<string | null> {
  const dialect = { separator: random.pick([",", ",", ";"]), quote: random.pick(['"', '"', null]) };
  const truncateRaggedLines = random.chance(0.5);
  const options = { separator: dialect.separator, quoteChar: dialect.quote, inferSchemaLength: 0, truncateRaggedLines };
  const wanted = referenceRows(text, dialect);
  const frame = await scanCsv(path, { ...options, raiseIfEmpty: false }).collect(queryOptions);
  if (wanted === null) return "a quoted field without an end was read";
  const [header = [], ...rows] = wanted;
  const longest = rows.find((row) => row.length > header.length);
  if (longest !== undefined && !truncateRaggedLines) return `a row of ${longest.length} fields was read`;
  const even = rows.map((row) => header.map((_, i) => row[i] ?? ""));
  const got = rowsOfFrame(frame).map((row) => row.map((value) => value ?? ""));
  const found = firstDifference(even, got);
  return found === null ? null : `not as by the book: ${found}`;
}
