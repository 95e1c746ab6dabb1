export { keepCells } from "./assembler/cells.ts";
export type { Parameter } from "./assembler/function-builder.ts";
export { FunctionBuilder } from "./assembler/function-builder.ts";
export { ModuleBuilder } from "./assembler/module-builder.ts";
export type { FunctionRef, Local, Node, ResultType, WasmType } from "./assembler/node.ts";
export { callNode } from "./assembler/node.ts";
export type { StoreKind } from "./assembler/opcodes.ts";
export { f32, f64, i32, i64, memory, v128 } from "./assembler/opcodes.ts";
export type { Label } from "./assembler/statement.ts";
export type { FullCatalog } from "./evaluate/expression-runner.ts";
export { constantEvaluator, ExpressionRunner, typingOf } from "./evaluate/expression-runner.ts";
export type { RunColumn, RunScope } from "./evaluate/run-scope.ts";
export { errorOfSite } from "./evaluate/site-error.ts";
export { emitCast } from "./expression/cast/cast.ts";
export { decimalToDouble, wideDecimal } from "./expression/cast/from-decimal.ts";
export { widened } from "./expression/cast/from-integer.ts";
export { DAY_US, floorDivide } from "./expression/cast/from-time.ts";
export type {
  EmitCatalog,
  EmitContext,
  EmittableAggregate,
  EmittableFunction,
  Options,
  RowsInState,
  StateField,
} from "./expression/catalog.ts";
export type { Comparison } from "./expression/comparison.ts";
export { emitComparison, emitStringOrder } from "./expression/comparison.ts";
export { compileExpr } from "./expression/compile.ts";
export type { CompiledValue, Variable } from "./expression/compiled-value.ts";
export {
  bothValid,
  keepValue,
  only,
  selectNode,
  valueOf,
  variable,
  withValid,
} from "./expression/compiled-value.ts";
export { exprText } from "./expression/expr-text.ts";
export type { I128 } from "./expression/i128.ts";
export {
  i128Add,
  i128Const,
  i128Eq,
  i128FromI64,
  i128IsNegative,
  i128Lt,
  i128Mul,
  i128MulWide,
  i128Neg,
  i128Sub,
} from "./expression/i128.ts";
export type { Magnitude, MagnitudeSource } from "./expression/magnitude.ts";
export { combinedMagnitude } from "./expression/magnitude.ts";
export { loadValue, storeValue } from "./expression/memory-access.ts";
export type { Bounds, ErrorSite, Scope, Typing } from "./expression/scope.ts";
export { emitShortText, outsideBytes, stringBytes, stringLength } from "./expression/string-access.ts";
