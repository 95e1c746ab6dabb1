import type { Schema } from "@millrace/core";
import { findField, SchemaMismatchError, sameType, typeName } from "@millrace/core";

/** Throws a SchemaMismatchError that names file and column where a file's schema lacks, adds or types a column otherwise. */
export function checkSameSchema(expected: Schema, file: string, found: Schema): void {
  for (const field of expected.fields) {
    const other = findField(found, field.name);
    if (other === undefined) throw new SchemaMismatchError(file, field.name, typeName(field.type));
    if (!sameType(field.type, other.type)) {
      throw new SchemaMismatchError(file, field.name, typeName(field.type), typeName(other.type));
    }
  }
  for (const field of found.fields) {
    if (findField(expected, field.name) === undefined) {
      throw new SchemaMismatchError(file, field.name, null, typeName(field.type));
    }
  }
}
