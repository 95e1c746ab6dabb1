// Variance from the sums of x and of x², (n · Σx² - (Σx)²) / (n · (n - ddof)): both sums carry their errors along, so that
// equal values have no variance and the result does not depend on the order of the rows. Values whose squares, times the
// count, pass 1e308 give NaN.
import type { Options, StateField } from "@millrace/compiler";
import { f32, f64, i64, valueOf } from "@millrace/compiler";
import { Float64, InvalidArgumentError, isNumeric } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { checkCount, mismatch } from "../resolve.ts";
import { addSum, addTerm, isRegular, pairOf, sumFields } from "./double-double.ts";
import { addWord, asDouble, whereValid } from "./numbers.ts";
import { addSquare, addSquares, deviations, squareFields } from "./square-sum.ts";
import { countField, StateAt } from "./state.ts";

const fields: StateField[] = [...sumFields("x"), ...squareFields("xx"), countField];

function ddofOf(options: Options): number {
  const ddof = options["ddof"] ?? 1;
  if (typeof ddof !== "number" || !Number.isInteger(ddof) || ddof < 0) {
    throw new InvalidArgumentError(`ddof is a whole number from 0, not ${String(ddof)}`);
  }
  return ddof;
}

/** The definition of `var` or `std`; options: ddof. */
export function moment(
  name: "var" | "std",
  sqlNames: readonly string[],
  doc: string,
  result: number,
): AggregateFunction {
  return {
    name,
    sqlNames,
    doc,
    example: { type: Float64, values: [1, null, 3, 5], result },
    properties: aggregateProperties,
    orderSensitive: false,
    holistic: false,
    resolve(args, options) {
      checkCount(name, args, 1);
      ddofOf(options);
      const { type } = args[0]!;
      if (!isNumeric(type) && type.kind !== "boolean" && type.kind !== "null") mismatch(name, args);
      const argType = type.kind === "null" ? Float64 : type;
      return { argTypes: [argType], result: argType.kind === "float32" ? argType : Float64, nullable: true };
    },
    state: () => fields,
    update(scope, state, [value]) {
      const { f } = scope;
      const at = new StateAt(state, fields);
      whereValid(f, value!, () => {
        const x = f.memo(asDouble(scope, value!), "x");
        addTerm(f, at, "x", [x, f64.const(0)]);
        addSquare(f, at, "xx", x);
        addWord(f, at, "count", i64.const(1n));
      });
    },
    merge(scope, into, from) {
      const [a, b] = [new StateAt(into, fields), new StateAt(from, fields)];
      addSum(scope.f, a, b, "x");
      addSquares(scope.f, a, b, "xx");
      addWord(scope.f, a, "count", b.load("count"));
    },
    finish(scope, state, [type], options) {
      const { f } = scope;
      const at = new StateAt(state, fields);
      const ddof = ddofOf(options);
      const count = f.memo(at.load("count"), "count");
      const n = f.memo(f64.convertI64S(count), "n");
      const squares = ["xx.high", "xx.middle", "xx.low"].map((word) => at.load(word));
      const degrees = f64.convertI64S(i64.sub(count, i64.const(ddof)));
      const variance = f.memo(f64.div(deviations(f, n, squares, pairOf(f, at, "x")), f64.mul(n, degrees)), "variance");
      const regular = f64.select(isRegular(at, "xx"), variance, f64.const(Number.NaN));
      const outcome = name === "std" ? f64.sqrt(regular) : regular;
      const valid = i64.gtS(count, i64.const(ddof));
      if (type!.kind === "float32") return valueOf(type!, [f32.demoteF64(outcome)], valid);
      return valueOf(Float64, [outcome], valid);
    },
  };
}
