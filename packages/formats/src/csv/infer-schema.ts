import type { DataType } from "@millrace/core";
import { ColumnNotFoundError, Field, Schema, String as StringType } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { FormatEnvironment, FormatOptions } from "../format.ts";
import type { FileHead } from "./file-layout.ts";
import { readHead, sampleRows } from "./file-layout.ts";
import { commonType, inferType } from "./infer-type.ts";
import type { CsvOptions } from "./options.ts";
import { dialectOf, markersOf, resolveCsvOptions } from "./options.ts";

/**
 * The columns of a CSV scan: the given schema, or names from the first file's header and types from its first rows. Reads no
 * byte where the schema is given.
 */
export function inferCsvSchema(
  files: readonly ScanFile[],
  given: FormatOptions,
  environment: FormatEnvironment,
): Schema {
  const options = resolveCsvOptions(given);
  if (options.schema !== null) {
    checkNames(
      nullMarked(options),
      options.schema.map(({ name }) => name),
    );
    return Schema(options.schema.map(({ name, type }) => Field(name, type)));
  }
  const file = files[0];
  if (file === undefined) return Schema([]);
  const head = readHead(environment.files, file.path, options);
  checkNames([...Object.keys(options.schemaOverrides), ...nullMarked(options)], head.names);
  const inferred = inferTypes(environment, file.path, head, options);
  return Schema(head.names.map((name, i) => Field(name, overrideOf(options, name) ?? inferred[i] ?? StringType)));
}

/** The columns that have null markers of their own. */
function nullMarked({ nullValues }: CsvOptions): readonly string[] {
  return Array.isArray(nullValues) ? [] : Object.keys(nullValues);
}

function checkNames(given: readonly string[], names: readonly string[]): void {
  for (const name of given) if (!names.includes(name)) throw new ColumnNotFoundError(name, names);
}

function overrideOf(options: CsvOptions, name: string): DataType | undefined {
  return Object.hasOwn(options.schemaOverrides, name) ? options.schemaOverrides[name] : undefined;
}

function inferTypes(
  environment: FormatEnvironment,
  path: string,
  head: FileHead,
  options: CsvOptions,
): (DataType | undefined)[] {
  const types: (DataType | undefined)[] = head.names.map(() => undefined);
  if (options.inferSchemaLength === 0) return types;
  const markers = head.names.map((name) => new Set(markersOf(options, name)));
  sampleRows(environment.files, path, head, dialectOf(options), options.inferSchemaLength, (record) => {
    for (const [i, text] of record.fields.entries()) {
      if (i >= types.length || text === "" || types[i]?.kind === "string" || markers[i]!.has(text)) continue;
      const type = inferType(text, options.tryParseDates);
      const before = types[i];
      types[i] = before === undefined ? type : commonType(before, type);
    }
  });
  return types;
}
