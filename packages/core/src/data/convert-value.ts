import type { DataType } from "../types.ts";
import { dayOf, microsecondsOf, parseIsoMicroseconds } from "./calendar.ts";
import type { StoredValue } from "./column-value.ts";
import { parseDecimal } from "./decimal-text.ts";

const US_A_DAY = 86_400_000_000n;

const integerRanges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** A function that gives the stored form of a JavaScript value that is not null, or undefined where the type does not hold it. */
export function valueConverter(type: DataType): (value: unknown) => StoredValue | undefined {
  switch (type.kind) {
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : undefined);
    case "float32":
    case "float64":
      return (value) => (typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : undefined);
    case "string":
    case "categorical":
      return (value) => (typeof value === "string" ? value : undefined);
    case "date":
      return storedDay;
    case "datetime":
      return storedMicroseconds;
    case "decimal":
      return decimalConverter(type.precision, type.scale);
    case "null":
    case "list":
    case "unsupported":
      return () => undefined;
    default:
      return integerConverter(type);
  }
}

function integerConverter(type: DataType): (value: unknown) => StoredValue | undefined {
  const [min, max] = integerRanges[type.kind]!;
  const wide = type.kind === "int64" || type.kind === "uint64";
  return (value) => {
    if (typeof value === "number" ? !Number.isSafeInteger(value) : typeof value !== "bigint") return undefined;
    const exact = BigInt(value as number | bigint);
    if (exact < min || exact > max) return undefined;
    return wide ? exact : Number(exact);
  };
}

function decimalConverter(precision: number, scale: number): (value: unknown) => StoredValue | undefined {
  const bound = 10n ** BigInt(precision);
  return (value) => {
    if (typeof value !== "string" && typeof value !== "bigint" && typeof value !== "number") return undefined;
    const unscaled = parseDecimal(`${value}`, scale);
    return unscaled === undefined || unscaled >= bound || unscaled <= -bound ? undefined : unscaled;
  };
}

function storedDay(value: unknown): StoredValue | undefined {
  if (value instanceof globalThis.Date) return Number.isNaN(value.getTime()) ? undefined : dayOf(value);
  if (typeof value !== "string") return undefined;
  const us = parseIsoMicroseconds(value);
  return us === undefined || us % US_A_DAY !== 0n ? undefined : Number(us / US_A_DAY);
}

function storedMicroseconds(value: unknown): StoredValue | undefined {
  if (value instanceof globalThis.Date) return Number.isNaN(value.getTime()) ? undefined : microsecondsOf(value);
  if (typeof value === "bigint") return value;
  return typeof value === "string" ? parseIsoMicroseconds(value) : undefined;
}
