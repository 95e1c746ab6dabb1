import type { DataType, Schema } from "@millrace/core";
import { findField, typeName, UnsupportedError } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { ReadableColumn } from "../metadata/columns.ts";
import { fileColumns } from "../metadata/columns.ts";
import { asType } from "../metadata/conversion.ts";
import type { Footer } from "../metadata/footer.ts";

/** The error for a column that the file has in a type that is not read. */
function unreadableColumn(file: string, name: string, type: DataType): UnsupportedError {
  const message = `The column "${name}" of type ${typeName(type)} cannot be read: ${file}. Leave it out of the query`;
  return new UnsupportedError(message, { file, column: name, type: typeName(type) });
}

/** The wanted columns as each file has them, null where a file lacks one; sets that agree are one object. */
export class ColumnSets {
  readonly sets: (readonly (ReadableColumn | null)[])[] = [];
  readonly #names: readonly string[];
  readonly #schema: Schema;
  readonly #indexes = new Map<string, number>();

  constructor(names: readonly string[], schema: Schema) {
    this.#names = names;
    this.#schema = schema;
  }

  /** The index of a file's set. Throws UnsupportedError or SchemaMismatchError. */
  add(file: ScanFile, footer: Footer): number {
    const columns = fileColumns(footer);
    const byName = new Map(columns.all.map((column) => [column.name, column]));
    const set = this.#names.map((name) => {
      const column = byName.get(name);
      if (column === undefined) return null;
      if (!("leaf" in column)) throw unreadableColumn(file.path, name, column.type);
      const field = findField(this.#schema, name);
      if (field !== undefined) asType(column, field.type, file.path);
      return column;
    });
    const key = JSON.stringify(set);
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.sets.push(set) - 1;
      this.#indexes.set(key, index);
    }
    return index;
  }
}
