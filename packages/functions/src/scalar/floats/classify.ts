import type { CompiledValue, Node } from "@millrace/compiler";
import { f64, i32, only, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Float64, isFloat, isNumeric } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { checkCount, mismatch, uniform } from "../../resolve.ts";

/** A test of floats; numbers of other types are finite. */
export interface Classification {
  readonly name: string;
  readonly doc: string;
  /** The answer for a float, given as f64. */
  test(x: Node): Node;
  /** The answer for a number of another type. */
  readonly otherwise: boolean;
  /** A number and the answer. */
  readonly example: readonly [number, boolean];
}

/** The definition of a test of floats. */
export function classification({ name, doc, test, otherwise, example }: Classification): ScalarFunction {
  return {
    name,
    sqlNames: [name.toLowerCase()],
    doc,
    example: { args: [arg(example[0], Float64)], result: example[1] },
    properties: strictProperties,
    nullPolicy: "propagate",
    resolve(args) {
      checkCount(name, args, 1);
      const { type } = args[0]!;
      if (type.kind !== "null" && !isNumeric(type)) mismatch(name, args);
      return uniform(args, type, BooleanType);
    },
    emit({ scope }, [value]) {
      if (!isFloat(value!.type)) return valueOf(BooleanType, [i32.const(otherwise ? 1 : 0)]);
      return valueOf(BooleanType, [test(scope.f.memo(double(value!), "x"))]);
    },
  };
}

function double(value: CompiledValue): Node {
  return value.layout === "f32" ? f64.promoteF32(only(value)) : only(value);
}

/** Whether |x| is a number below infinity. */
export function isFiniteNode(x: Node): Node {
  return f64.lt(f64.abs(x), f64.const(Number.POSITIVE_INFINITY));
}
