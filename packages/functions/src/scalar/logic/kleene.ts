import type { CompiledValue, EmitContext, FunctionBuilder, Node } from "@millrace/compiler";
import { i32, valueOf, variable } from "@millrace/compiler";
import { Boolean as BooleanType } from "@millrace/core";

/** What decides a connective: `and` is false as soon as one operand is, `or` true. */
export type Decisive = 0 | 1;

/** 1 where the value is known to be `wanted`. */
function isKnown(value: CompiledValue, wanted: Decisive): Node {
  const [part] = value.parts;
  const matches = wanted === 1 ? part! : i32.eqz(part!);
  return value.valid === null ? matches : i32.and(matches, value.valid);
}

function combine(f: FunctionBuilder, decisive: Decisive, a: CompiledValue, b: CompiledValue): CompiledValue {
  const op = decisive === 0 ? i32.and : i32.or;
  if (a.valid === null && b.valid === null) return valueOf(BooleanType, [op(a.parts[0]!, b.parts[0]!)]);
  const other = decisive === 0 ? 1 : 0;
  const decided = f.memo(i32.or(isKnown(a, decisive), isKnown(b, decisive)), "decided");
  const undecided = f.memo(i32.and(isKnown(a, other), isKnown(b, other)), "otherwise");
  return valueOf(BooleanType, [decisive === 0 ? undecided : decided], i32.or(decided, undecided));
}

/** Three-valued `and`: false if one is false, else null if one is null. */
export function kleeneAnd(f: FunctionBuilder, values: readonly CompiledValue[]): CompiledValue {
  return values.reduce((a, b) => combine(f, 0, a, b));
}

/**
 * A connective over the arguments in their order. One that is not cheap, or can fail, is evaluated only where those
 * before it have not decided.
 */
export function emitConnective(context: EmitContext, decisive: Decisive): CompiledValue {
  const { f } = context.scope;
  const [first, ...rest] = context.argExprs;
  let result = context.compile(first!);
  for (const expr of rest) {
    if (context.isCheap(expr)) {
      result = combine(f, decisive, result, context.compile(expr));
      continue;
    }
    const outcome = variable(f, BooleanType, true, "outcome");
    const before = result;
    outcome.assign(before);
    f.if(i32.eqz(isKnown(before, decisive)), () => {
      outcome.assign(combine(f, decisive, outcome.value, context.compile(expr)));
    });
    result = outcome.value;
  }
  return result;
}
