import type { DataType, Field, Schema } from "@millrace/core";
import { ColumnNotFoundError, fieldNames, findField, sameSchema, typeName } from "@millrace/core";
import { printAsText } from "./print-as-text.ts";

/** The columns of a frame with their types, in order. Iterates over `[name, type]`. */
export class FrameSchema implements Schema, Iterable<readonly [string, DataType]> {
  readonly fields: readonly Field[];

  constructor(schema: Schema) {
    this.fields = schema.fields;
    Object.freeze(this);
  }

  /** How many columns there are. */
  get length(): number {
    return this.fields.length;
  }

  /** The names, in order. */
  names(): string[] {
    return fieldNames(this);
  }

  /** The types, in order. */
  types(): DataType[] {
    return this.fields.map((field) => field.type);
  }

  /** The type of a column; throws a ColumnNotFoundError. */
  get(name: string): DataType {
    const field = findField(this, name);
    if (field === undefined) throw new ColumnNotFoundError(name, this.names());
    return field.type;
  }

  /** Whether there is a column of that name. */
  has(name: string): boolean {
    return findField(this, name) !== undefined;
  }

  /** Whether names and types agree, in order. */
  equals(other: Schema): boolean {
    return sameSchema(this, other);
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, DataType]> {
    for (const field of this.fields) yield [field.name, field.type];
  }

  /** The type names by column, for manifests. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.fields.map((field) => [field.name, typeName(field.type)]));
  }

  /** `Schema { name: Type, … }`. */
  toString(): string {
    return `Schema { ${this.fields.map((field) => `${field.name}: ${typeName(field.type)}`).join(", ")} }`;
  }
}

printAsText(FrameSchema.prototype);
