import type { DataType } from "millrace";

/** SQL text of a string. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const simpleTypes: Readonly<Partial<Record<DataType["kind"], string>>> = {
  boolean: "boolean",
  int8: "tinyint",
  int16: "smallint",
  int32: "integer",
  int64: "bigint",
  uint8: "utinyint",
  uint16: "usmallint",
  uint32: "uinteger",
  uint64: "ubigint",
  float32: "float",
  float64: "double",
  date: "date",
  datetime: "timestamp",
  string: "varchar",
};

/** The type's name in SQL. Throws a RangeError for types that generated tables do not have. */
export function sqlType(type: DataType): string {
  if (type.kind === "decimal") return `decimal(${type.precision}, ${type.scale})`;
  const name = simpleTypes[type.kind];
  if (name === undefined) throw new RangeError(`The type ${type.kind} has no SQL name here`);
  return name;
}
