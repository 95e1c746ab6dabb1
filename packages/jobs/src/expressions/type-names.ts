import type { DataType } from "@millrace/core";
import {
  Boolean,
  Categorical,
  Date,
  Datetime,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  String,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
} from "@millrace/core";
import type { ConfigNode } from "../config/config-node.ts";

const named: Readonly<Record<string, DataType>> = {
  Boolean,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Float32,
  Float64,
  Date,
  Datetime,
  String,
  Categorical,
};

/** The type that a config names as the API does, letter case aside: Float32, date, Decimal(15, 2). */
export function readType(node: ConfigNode): DataType | undefined {
  const text = node.readString();
  if (text === undefined) return undefined;
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/i.exec(text);
  if (decimal !== null) {
    try {
      return Decimal(Number(decimal[1]), Number(decimal[2]));
    } catch (error) {
      return node.fail(error instanceof Error ? error.message : `${error}`);
    }
  }
  const name = Object.keys(named).find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (name !== undefined) return named[name];
  node.readChoice(Object.keys(named), "type");
  return undefined;
}

/** Types by column name, as in `{ bmi: Float32 }`. */
export function readTypes(node: ConfigNode): Record<string, DataType> | undefined {
  const entries = node.readEntries();
  if (entries === undefined) return undefined;
  const types: Record<string, DataType> = {};
  for (const [name, child] of entries) {
    const type = readType(child);
    if (type !== undefined) types[name] = type;
  }
  return types;
}
