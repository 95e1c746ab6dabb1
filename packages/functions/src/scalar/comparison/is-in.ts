import type { CompiledValue, EmitContext, Node } from "@millrace/compiler";
import { emitComparison, i32, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Int64, InvalidArgumentError, isText } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { resolveComparison } from "./ordered.ts";

/** The definition of `isIn`: args[0] is the value, the others what it is compared with. */
export const isIn: ScalarFunction = {
  name: "isIn",
  sqlNames: [],
  doc: "Whether the value is among the others. Null for a null value; a null among the others equals nothing.",
  example: { args: [arg(2n, Int64), arg(1n, Int64), arg(2n, Int64)], result: true },
  properties: tolerantProperties,
  nullPolicy: "custom",
  resolve(args) {
    if (args.length === 0) throw new InvalidArgumentError("isIn takes a value");
    return { ...resolveComparison("isIn", args), nullable: args[0]!.nullable };
  },
  emit(context, args) {
    const { scope } = context;
    const [value, ...others] = args;
    if (value!.type.kind === "null") return scope.literal(null, BooleanType);
    const found = isText(value!.type) ? oneByOne(context, value!, others) : allAtOnce(context, value!, others);
    return valueOf(BooleanType, [found], value!.valid);
  },
};

function matches({ scope }: EmitContext, value: CompiledValue, other: CompiledValue): Node {
  const equal = emitComparison(scope, "eq", value, other);
  return other.valid === null ? equal : i32.and(equal, other.valid);
}

function allAtOnce(context: EmitContext, value: CompiledValue, others: readonly CompiledValue[]): Node {
  const terms = others.map((other) => matches(context, value, other));
  return terms.length === 0 ? i32.const(0) : terms.reduce((a, b) => i32.or(a, b));
}

/** Text is compared until one is equal. */
function oneByOne(context: EmitContext, value: CompiledValue, others: readonly CompiledValue[]): Node {
  const { f } = context.scope;
  const found = f.local("i32", "found");
  f.set(found, i32.const(0));
  f.block((done) => {
    for (const other of others) {
      f.set(found, matches(context, value, other));
      f.brIf(done, found);
    }
  }, "found");
  return found;
}
