import type { DataType } from "./types.ts";
import { sameType, typeName } from "./types.ts";

/** One column of a schema. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
  /** False only where the source promises that no null occurs; it lets compiled code leave validity out. */
  readonly nullable: boolean;
}

/** The ordered columns of a table; names are unique. */
export interface Schema {
  readonly fields: readonly Field[];
}

/** A frozen schema of these fields; the caller has made sure that names are unique. */
export function Schema(fields: readonly Field[]): Schema {
  return Object.freeze({ fields: Object.freeze([...fields]) });
}

/** One field; nullable unless said otherwise. */
export function Field(name: string, type: DataType, nullable = true): Field {
  return Object.freeze({ name, type, nullable });
}

/** From so many columns on, names are looked up in an index: queries ask for every column of a wide table. */
const INDEXED_FIELDS = 32;

const indexes = new WeakMap<readonly Field[], ReadonlyMap<string, number>>();

/** The position of each name. */
function indexOf(fields: readonly Field[]): ReadonlyMap<string, number> {
  let index = indexes.get(fields);
  if (index === undefined) {
    // Backwards, so that the first of equal names stays.
    index = new Map(fields.map((field, i) => [field.name, i] as const).reverse());
    indexes.set(fields, index);
  }
  return index;
}

/** The position of a column, or -1. */
export function fieldIndex(schema: Schema, name: string): number {
  const { fields } = schema;
  // What is not frozen might still change.
  if (fields.length < INDEXED_FIELDS || !Object.isFrozen(fields))
    return fields.findIndex((field) => field.name === name);
  return indexOf(fields).get(name) ?? -1;
}

/** The field of that name, or undefined. */
export function findField(schema: Schema, name: string): Field | undefined {
  return schema.fields[fieldIndex(schema, name)];
}

/** The names of the columns, in order. */
export function fieldNames(schema: Schema): string[] {
  return schema.fields.map((field) => field.name);
}

/** Whether two schemas have the same names and types in the same order; nullability is not compared. */
export function sameSchema(a: Schema, b: Schema): boolean {
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, i) => {
      const other = b.fields[i];
      return other !== undefined && field.name === other.name && sameType(field.type, other.type);
    })
  );
}

/** One line of text: `name: Type, name: Type`. */
export function schemaText(schema: Schema): string {
  return schema.fields.map((field) => `${field.name}: ${typeName(field.type)}`).join(", ");
}
