export type { Parameter } from "./assembler/function-builder.ts";
export { FunctionBuilder } from "./assembler/function-builder.ts";
export { ModuleBuilder } from "./assembler/module-builder.ts";
export type { FunctionRef, Local, Node, ResultType, WasmType } from "./assembler/node.ts";
export { callNode } from "./assembler/node.ts";
export type { StoreKind } from "./assembler/opcodes.ts";
export { f32, f64, i32, i64, memory, v128 } from "./assembler/opcodes.ts";
export type { Label } from "./assembler/statement.ts";
export type {
  EmitCatalog,
  EmitContext,
  EmittableAggregate,
  EmittableFunction,
  Options,
  StateField,
} from "./expression/catalog.ts";
export { compileExpr } from "./expression/compile.ts";
export type { CompiledValue, Variable } from "./expression/compiled-value.ts";
export {
  bothValid,
  keepValue,
  only,
  partTypes,
  selectNode,
  valueOf,
  variable,
  withValid,
} from "./expression/compiled-value.ts";
export type { ErrorSite, Scope, Typing } from "./expression/scope.ts";
