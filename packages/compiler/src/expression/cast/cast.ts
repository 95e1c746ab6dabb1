import type { DataType } from "@millrace/core";
import { isFloat, isInteger, sameType, typeName, UnsupportedError } from "@millrace/core";
import { i32 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import { bothValid, keepValue, valueOf } from "../compiled-value.ts";
import type { ErrorSite, Scope } from "../scope.ts";
import type { Conversion, Converter } from "./conversion.ts";
import { fromDecimal } from "./from-decimal.ts";
import { fromFloat } from "./from-float.ts";
import { fromInteger } from "./from-integer.ts";
import { fromString } from "./from-string.ts";
import { fromDate, fromDatetime } from "./from-time.ts";

const fromBoolean: Converter = (scope, value, to) => {
  if (to.kind !== "string" && to.kind !== "categorical") return fromInteger(scope, value, to);
  const text = (word: string) => scope.literal(word, to).parts[0]!;
  return { parts: [i32.select(value.parts[0]!, text("true"), text("false"))], ok: null };
};

function converterOf(from: DataType): Converter | undefined {
  if (isInteger(from)) return fromInteger;
  if (isFloat(from)) return fromFloat;
  const converters: Readonly<Partial<Record<DataType["kind"], Converter>>> = {
    boolean: fromBoolean,
    decimal: fromDecimal,
    date: fromDate,
    datetime: fromDatetime,
    string: fromString,
    categorical: fromString,
  };
  return converters[from.kind];
}

/**
 * The value in another type. Where it does not fit, a strict cast fails at the site and another one is null.
 * Throws UnsupportedError for a pair of types without a conversion.
 */
export function emitCast(scope: Scope, value: CompiledValue, to: DataType, site: ErrorSite | null): CompiledValue {
  if (sameType(value.type, to)) return value;
  if (value.type.kind === "null") return scope.literal(null, to);
  const kept = keepValue(scope.f, value, "uncast");
  const conversion = converterOf(value.type)?.(scope, kept, to);
  if (conversion === undefined) {
    throw new UnsupportedError(`There is no cast from ${typeName(value.type)} to ${typeName(to)}`);
  }
  return checked(scope, kept, conversion, to, site);
}

function checked(
  scope: Scope,
  value: CompiledValue,
  conversion: Conversion,
  to: DataType,
  site: ErrorSite | null,
): CompiledValue {
  const { f } = scope;
  const { parts, ok } = conversion;
  if (ok === null) return valueOf(to, parts, value.valid);
  if (site === null) return valueOf(to, parts, bothValid(value.valid, ok));
  const bad = value.valid === null ? i32.eqz(ok) : i32.gtU(value.valid, ok);
  f.if(bad, () => scope.fail(site, value));
  return valueOf(to, parts, value.valid);
}
