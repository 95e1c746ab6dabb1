import type { CompiledValue, EmitContext, Node, Scope } from "@millrace/compiler";
import { DAY_US, floorDivide, i32, i64, only, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { Datetime, Int8 } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { checkCount, oneOf, uniform } from "../../resolve.ts";

const NOON_OF_A_LEAP_DAY = 1709208005000000n;

/** A part of a date or datetime. */
export interface TimePart {
  readonly name: string;
  readonly sqlNames: readonly string[];
  readonly doc: string;
  readonly result: DataType;
  /** The part of 2024-02-29 12:00:05. */
  readonly example: LiteralValue;
  /** Only for datetimes. */
  readonly ofTime?: boolean;
  emit(scope: Scope, value: CompiledValue): Node;
}

/** Days since 1970-01-01 of a date or datetime. */
export function daysOf(scope: Scope, value: CompiledValue): Node {
  const part = only(value);
  return value.layout === "i64" ? i32.wrapI64(floorDivide(scope, part, DAY_US)) : part;
}

/** Microseconds since midnight of a datetime. */
function timeOf(scope: Scope, value: CompiledValue): Node {
  const us = scope.f.memo(only(value), "us");
  return i64.sub(us, i64.mul(floorDivide(scope, us, DAY_US), i64.const(DAY_US)));
}

/** A part of the days by a kernel. */
export function daysKernel(kernel: string): TimePart["emit"] {
  return (scope, value) => scope.f.callNode(scope.kernel(kernel), [daysOf(scope, value)]);
}

/** A part of the time: so many units of `unitUs`, modulo. */
export function timeDivision(unitUs: bigint, modulo: number): TimePart["emit"] {
  return (scope, value) => {
    const units = i32.wrapI64(i64.divU(timeOf(scope, value), i64.const(unitUs)));
    return i32.remU(units, i32.const(modulo));
  };
}

/** The definition of a part of dates. */
export function timePart(part: TimePart): ScalarFunction {
  const { name, sqlNames, doc, result, example } = part;
  const kinds = part.ofTime === true ? (["datetime"] as const) : (["date", "datetime"] as const);
  return {
    name,
    sqlNames,
    doc,
    example: { args: [arg(NOON_OF_A_LEAP_DAY, Datetime)], result: example },
    properties: strictProperties,
    nullPolicy: "propagate",
    resolve(args) {
      checkCount(name, args, 1);
      const type = oneOf(name, args, kinds, "Parse text with str.toDate or str.toDatetime first");
      return uniform(args, type.kind === "null" ? Datetime : type, result);
    },
    emit: ({ scope }: EmitContext, [value]) => valueOf(result, [part.emit(scope, value!)]),
  };
}

/** The type of small parts. */
export const smallPart: DataType = Int8;
