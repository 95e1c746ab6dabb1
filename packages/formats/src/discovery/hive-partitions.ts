import type { DataType, Field as FieldType } from "@millrace/core";
import { Date as DateType, Field, Int64, SchemaMismatchError, String as StringType } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";

/** What Hive writes for null. */
const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

/** The values of the `key=value` folders of a path (its last part is the file), decoded; null for the default partition. */
export function partitionOf(path: string): Record<string, string | null> {
  const entries: [string, string | null][] = [];
  for (const folder of path.split("/").slice(0, -1)) {
    const equals = folder.indexOf("=");
    if (equals <= 0) continue;
    const value = decode(folder.slice(equals + 1));
    entries.push([decode(folder.slice(0, equals)), value === NULL_PARTITION ? null : value]);
  }
  // Not by assignment, which would reach the prototype through "__proto__".
  return Object.fromEntries(entries);
}

/** Percent-decodes, leaving what is no valid code as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The partition columns of files, in the order of the first file's folders: Int64, Date or String, whichever holds the values of
 * all files. Throws a SchemaMismatchError for a file whose folders have other keys.
 */
export function partitionFields(files: readonly ScanFile[]): FieldType[] {
  const first = files[0];
  if (first === undefined) return [];
  const keys = Object.keys(first.partition);
  for (const { path, partition } of files) {
    const missing = keys.find((key) => !Object.hasOwn(partition, key));
    if (missing !== undefined) throw new SchemaMismatchError(path, missing, "Partition");
    const extra = Object.keys(partition).find((key) => !keys.includes(key));
    if (extra !== undefined) throw new SchemaMismatchError(path, extra, null, "Partition");
  }
  return keys.map((key) => Field(key, partitionType(files.map(({ partition }) => partition[key] ?? null))));
}

function partitionType(values: readonly (string | null)[]): DataType {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return StringType;
  if (present.every(isInt64)) return Int64;
  return present.every(isDate) ? DateType : StringType;
}

/** Digits of a canonical integer; "007" is text, so that it is not changed. */
function isInt64(text: string): boolean {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return false;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
