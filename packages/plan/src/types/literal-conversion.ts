import type { DataType } from "@millrace/core";
import { isFloat, isInteger, isText, sameType } from "@millrace/core";
import type { LiteralValue } from "../expr/expr.ts";
import { countDigits, shortestDecimal } from "./decimal-text.ts";
import { integerHolds } from "./integers.ts";

const MICROSECONDS_A_DAY = 86_400_000_000n;

function rescaled(unscaled: bigint, from: number, to: DataType & { kind: "decimal" }): bigint | undefined {
  const steps = to.scale - from;
  const factor = 10n ** BigInt(Math.abs(steps));
  if (steps < 0 && unscaled % factor !== 0n) return undefined;
  const value = steps < 0 ? unscaled / factor : unscaled * factor;
  return value === 0n || countDigits(value) <= to.precision ? value : undefined;
}

function fromInteger(value: bigint, to: DataType): LiteralValue | undefined {
  if (isInteger(to)) return integerHolds(to, value) ? value : undefined;
  if (to.kind === "decimal") return rescaled(value, 0, to);
  if (!isFloat(to)) return undefined;
  const float = to.kind === "float32" ? Math.fround(Number(value)) : Number(value);
  return Number.isFinite(float) && BigInt(float) === value ? float : undefined;
}

function fromFloat(value: number, to: DataType): LiteralValue | undefined {
  if (to.kind === "float64") return value;
  if (to.kind === "float32") return Object.is(Math.fround(value), value) ? value : undefined;
  if (!Number.isFinite(value)) return undefined;
  if (isInteger(to)) return Number.isInteger(value) && integerHolds(to, BigInt(value)) ? BigInt(value) : undefined;
  if (to.kind !== "decimal") return undefined;
  const { unscaled, scale } = shortestDecimal(value);
  return rescaled(unscaled, scale, to);
}

/** The value in the literal form of another type if it is exactly the same value there, else undefined. */
export function convertLiteral(value: LiteralValue, from: DataType, to: DataType): LiteralValue | undefined {
  if (value === null || sameType(from, to)) return value;
  if (isInteger(from)) return fromInteger(BigInt(value), to);
  if (isFloat(from)) return fromFloat(Number(value), to);
  if (isText(from)) return isText(to) ? value : undefined;
  if (from.kind === "date") return to.kind === "datetime" ? BigInt(value) * MICROSECONDS_A_DAY : undefined;
  if (from.kind === "datetime" && to.kind === "date") {
    return BigInt(value) % MICROSECONDS_A_DAY === 0n ? BigInt(value) / MICROSECONDS_A_DAY : undefined;
  }
  if (from.kind !== "decimal") return undefined;
  if (to.kind === "decimal") return rescaled(BigInt(value), from.scale, to);
  const factor = 10n ** BigInt(from.scale);
  return isInteger(to) && BigInt(value) % factor === 0n ? fromInteger(BigInt(value) / factor, to) : undefined;
}
