import type { Node } from "@millrace/compiler";
import { emitComparison, i32, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount } from "../../resolve.ts";
import { resolveComparison } from "./ordered.ts";

/** The definition of a comparison in which null is a value that equals itself. */
export function missingComparison(name: "eqMissing" | "neMissing", doc: string): ScalarFunction {
  const negated = name === "neMissing";
  return {
    name,
    sqlNames: [],
    doc,
    example: { args: [arg(null, Int64), arg(1n, Int64)], result: negated },
    properties: tolerantProperties,
    nullPolicy: "custom",
    resolve(args) {
      checkCount(name, args, 2);
      return { ...resolveComparison(name, args), nullable: false };
    },
    emit({ scope }, args) {
      const [a, b] = [args[0]!, args[1]!];
      if (a.type.kind === "null") return valueOf(BooleanType, [i32.const(negated ? 0 : 1)]);
      const one = i32.const(1);
      const [validA, validB] = [a.valid ?? one, b.valid ?? one];
      const equal = emitComparison(scope, "eq", a, b);
      const both: Node = i32.and(validA, validB);
      const same = a.valid === null && b.valid === null ? equal : i32.select(both, equal, i32.eq(validA, validB));
      return valueOf(BooleanType, [negated ? i32.eqz(same) : same]);
    },
  };
}
