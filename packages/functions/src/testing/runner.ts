import type { Options, RunColumn, RunScope } from "@millrace/compiler";
import { ExpressionRunner, i32, i64, storeValue } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";
import type { Expr, LiteralValue } from "@millrace/plan";
import { CallExpr, ColumnExpr } from "@millrace/plan";
import { catalog } from "../catalog.ts";
import type { AggregateFunction } from "../definition.ts";

/** One runner for a test file. */
const runner = new ExpressionRunner(catalog);

/** Columns named a, b, c … */
export function columns(...given: readonly (readonly [DataType, readonly LiteralValue[]])[]): RunColumn[] {
  return given.map(([type, values], i) => ({ name: String.fromCharCode(97 + i), type, values }));
}

/** The values of a function over columns a, b, c …, as many as are given. */
export function call(name: string, input: readonly RunColumn[], options: Options = {}): LiteralValue[] {
  const args = input.map((column) => ColumnExpr(column.name));
  return evaluate(CallExpr(name, args, options), input);
}

/** The values of an expression over columns. */
export function evaluate(expr: Expr, input: readonly RunColumn[]): LiteralValue[] {
  return runner.evaluate(expr, input, input[0]?.values.length ?? 1);
}

/**
 * An aggregate over values, computed in two states (rows in turn) that are merged, so that update and merge are both seen.
 */
export function aggregate(
  definition: AggregateFunction,
  type: DataType,
  values: readonly LiteralValue[],
  options: Options = {},
): LiteralValue {
  const { memory } = runner;
  memory.reset();
  const resolved = definition.resolve([{ type, dynamic: false, nullable: true }], options);
  const fields = definition.state(resolved.argTypes, options);
  const width = fields.reduce((sum, field) => sum + Math.ceil(field.width / 8) * 8, 0);
  const states = memory.allocate(2 * width);
  const out = memory.allocate(layoutWidth(layoutOf(resolved.result)));
  const valid = memory.allocate(1);
  const input: RunColumn[] = [{ name: "a", type: resolved.argTypes[0] ?? type, values }];
  runner.run(input, (scope, row) => {
    const { f } = scope;
    f.countLoop(row, i32.const(values.length), () => {
      scope.loadColumns();
      const half = i32.mul(i32.and(row, i32.const(1)), i32.const(width));
      const state = f.memo(i32.add(i32.const(states), half), "state");
      const sequence = definition.orderSensitive ? i64.extendI32U(row) : null;
      definition.update(scope, state, [scope.column("a")], sequence, options);
    });
    definition.merge(scope, i32.const(states), i32.const(states + width), resolved.argTypes, options);
    storeResult(scope, definition.finish(scope, i32.const(states), resolved.argTypes, options), out, valid);
  });
  return memory.readByte(valid) === 0 ? null : memory.read(out, resolved.result);
}

function storeResult(
  { f }: RunScope,
  value: ReturnType<AggregateFunction["finish"]>,
  out: number,
  valid: number,
): void {
  storeValue(f, value.layout, i32.const(out), value.parts);
  f.store("i8", i32.const(valid), value.valid ?? i32.const(1));
}
