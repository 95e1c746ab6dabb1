import type { DataType } from "@millrace/core";
import type { PruneTest } from "@millrace/formats";
import type { LiteralValue, ScanFile } from "@millrace/plan";

const DAY_MS = 86_400_000;

/** The value of a `key=value` folder in the literal form of its column's type. */
export function partitionValue(file: ScanFile, column: string, type: DataType): LiteralValue {
  const text = file.partition[column] ?? null;
  if (text === null) return null;
  switch (type.kind) {
    case "int64":
      return BigInt(text);
    case "date":
      return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
    default:
      return text;
  }
}

/** Whether no row of a file with this value passes the test. */
export function excludesPartition(test: PruneTest, value: LiteralValue): boolean {
  if (test.op === "isNull") return value !== null;
  if (value === null) return true;
  if (test.op === "isNotNull") return false;
  return test.values.every((literal) => literal === null || !passes(test.op, compare(value, literal)));
}

function passes(op: PruneTest["op"], order: number): boolean {
  switch (op) {
    case "eq":
    case "in":
      return order === 0;
    case "ne":
      return order !== 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    default:
      return true;
  }
}

/** Text compares by its UTF-8 bytes, as everywhere in the engine. */
function compare(a: LiteralValue, b: LiteralValue): number {
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  const [x, y] = [Number(a), Number(b)];
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  return x - y;
}
