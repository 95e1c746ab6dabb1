import type { ColumnData, ColumnInput, DataType, FrameData, Schema } from "@millrace/core";
import {
  buildColumn,
  checkOptions,
  Field,
  frameFromColumns,
  InvalidArgumentError,
  inferType,
  isTypedArray,
  Schema as makeSchema,
  OptionError,
} from "@millrace/core";

/** Rows as objects, one for each. */
export type RecordInput = { readonly [column: string]: unknown };

/** What a DataFrame is made of: columns by name, or rows. */
export type DataInput = { readonly [column: string]: ColumnInput | Iterable<unknown> } | readonly RecordInput[];

/** Options of `DataFrame`. */
export interface DataFrameOptions {
  /** The columns in order: types by name, names alone, or another frame's schema. Data outside of it throws. */
  readonly schema?: { readonly [column: string]: DataType } | readonly string[] | Schema | undefined;
  /** Types of some columns; the others are inferred. */
  readonly schemaOverrides?: { readonly [column: string]: DataType } | undefined;
  /** false: values that do not fit a type become null, and mixed columns String. Default true: they throw. */
  readonly strict?: boolean | undefined;
}

/** Builds the columns of a frame in shared memory. */
export function frameFromInput(data: DataInput, options: DataFrameOptions = {}): FrameData {
  checkOptions("DataFrame", options, ["schema", "schemaOverrides", "strict"], {
    dtypes: 'It is called "schemaOverrides"',
    columns: 'It is called "schema"',
    orient: "Rows are objects; for columns pass an object of arrays",
  });
  const columns = Array.isArray(data) ? columnsOfRecords(data, options) : columnsOfObject(data);
  const wanted = wantedTypes(options.schema);
  checkAgainstSchema(columns, wanted);
  const numRows = commonLength(columns);
  const strict = options.strict ?? true;
  const names = wanted === null ? [...columns.keys()] : [...wanted.keys()];
  const fields: Field[] = [];
  const built: ColumnData[] = [];
  for (const name of names) {
    const values = columns.get(name) ?? new Array<null>(numRows).fill(null);
    const type = wanted?.get(name) ?? options.schemaOverrides?.[name] ?? inferType(name, values, strict);
    const column = buildColumn(name, type, values, strict);
    fields.push(Field(name, type, column.validity !== null || type.kind === "null"));
    built.push(column);
  }
  return frameFromColumns(makeSchema(fields), built, numRows);
}

function columnsOfObject(data: unknown): Map<string, ColumnInput> {
  if (typeof data !== "object" || data === null || isTypedArray(data)) {
    throw new InvalidArgumentError("DataFrame takes columns, as in DataFrame({ a: [1, 2] }), or a list of rows");
  }
  return new Map(
    Object.entries(data).map(([name, values]): [string, ColumnInput] => {
      if (Array.isArray(values) || isTypedArray(values)) return [name, values];
      if (typeof values === "object" && values !== null && Symbol.iterator in values) return [name, [...values]];
      throw new InvalidArgumentError(
        `The column "${name}" is a list of values, not ${JSON.stringify(values) ?? typeof values}`,
      );
    }),
  );
}

function columnsOfRecords(rows: readonly RecordInput[], options: DataFrameOptions): Map<string, ColumnInput> {
  const columns = new Map<string, unknown[]>();
  for (const name of wantedTypes(options.schema)?.keys() ?? [])
    columns.set(name, new Array<null>(rows.length).fill(null));
  for (const [i, row] of rows.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new InvalidArgumentError(`Row ${i} is no object: pass rows as { column: value }`);
    }
    for (const [name, value] of Object.entries(row)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = new Array<unknown>(rows.length).fill(null);
        columns.set(name, column);
      }
      column[i] = value;
    }
  }
  return columns;
}

/** The columns of the schema with their types, or null without a schema. */
function wantedTypes(schema: DataFrameOptions["schema"]): Map<string, DataType | undefined> | null {
  if (schema === undefined) return null;
  if (Array.isArray(schema)) return new Map(schema.map((name: string) => [name, undefined]));
  if (Array.isArray((schema as Schema).fields)) {
    return new Map((schema as Schema).fields.map((field) => [field.name, field.type]));
  }
  return new Map(Object.entries(schema as Record<string, DataType>));
}

function checkAgainstSchema(columns: ReadonlyMap<string, unknown>, wanted: ReadonlyMap<string, unknown> | null): void {
  if (wanted === null) return;
  const extra = [...columns.keys()].find((name) => !wanted.has(name));
  if (extra !== undefined) {
    throw new OptionError(`DataFrame: the data has the column "${extra}", the schema has not`, "DataFrame", "schema", [
      ...wanted.keys(),
    ] as string[]);
  }
}

function commonLength(columns: ReadonlyMap<string, ColumnInput>): number {
  let length: number | undefined;
  let firstName = "";
  for (const [name, values] of columns) {
    if (length === undefined) {
      length = values.length;
      firstName = name;
    } else if (values.length !== length) {
      throw new InvalidArgumentError(
        `The columns differ in length: "${firstName}" has ${length} values, "${name}" has ${values.length}`,
      );
    }
  }
  return length ?? 0;
}
