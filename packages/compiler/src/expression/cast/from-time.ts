import type { DataType } from "@millrace/core";
import { Int32, Int64, isFloat, isInteger } from "@millrace/core";
import type { Node } from "../../assembler/node.ts";
import { i32, i64 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import { only, valueOf } from "../compiled-value.ts";
import type { Scope } from "../scope.ts";
import { emitShortText } from "../string-access.ts";
import type { Conversion } from "./conversion.ts";
import { total } from "./conversion.ts";
import { fromInteger } from "./from-integer.ts";

/** Microseconds of a day. */
export const DAY_US = 86_400_000_000n;
const MAX_TEXT = 40;

/** a / b rounded towards minus infinity, for a positive constant b. */
export function floorDivide(scope: Scope, a: Node, b: bigint): Node {
  const value = scope.f.memo(a, "dividend");
  const quotient = scope.f.memo(i64.divS(value, i64.const(b)), "quotient");
  const below = i64.ltS(i64.sub(value, i64.mul(quotient, i64.const(b))), i64.const(0n));
  return i64.sub(quotient, i64.extendI32U(below));
}

/** Converts dates: their number is days. */
export function fromDate(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const days = only(value);
  if (to.kind === "datetime") return total(i64.mul(i64.extendI32S(days), i64.const(DAY_US)));
  if (to.kind === "string" || to.kind === "categorical") return total(text(scope, "format_date", days));
  return isInteger(to) || isFloat(to) ? fromInteger(scope, valueOf(Int32, [days]), to) : undefined;
}

/** Converts datetimes: their number is microseconds. */
export function fromDatetime(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const us = only(value);
  if (to.kind === "datetime") return total(us);
  if (to.kind === "date") return total(i32.wrapI64(floorDivide(scope, us, DAY_US)));
  if (to.kind === "string" || to.kind === "categorical") return total(text(scope, "format_datetime_us", us));
  return isInteger(to) || isFloat(to) ? fromInteger(scope, valueOf(Int64, [us]), to) : undefined;
}

function text(scope: Scope, kernel: string, part: Node): Node {
  return emitShortText(scope, MAX_TEXT, (address) => scope.f.callNode(scope.kernel(kernel), [part, address]));
}
