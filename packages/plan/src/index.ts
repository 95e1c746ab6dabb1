export type * from "./catalogue.ts";
export { columnOrigin } from "./estimate/column-origin.ts";
export { estimateRows } from "./estimate/estimate-rows.ts";
export { explainLogical, nodeText } from "./explain/explain-logical.ts";
export { exprText } from "./explain/expr-text.ts";
export { literalText } from "./explain/literal-text.ts";
export { AggregateExpr } from "./expr/aggregate.ts";
export { AliasExpr } from "./expr/alias.ts";
export { CallExpr } from "./expr/call.ts";
export { CastExpr } from "./expr/cast.ts";
export { exprAttributes, exprChildren, withExprChildren } from "./expr/children.ts";
export { ColumnExpr } from "./expr/column.ts";
export { Branch, ConditionalExpr } from "./expr/conditional.ts";
export type { Expr, FunctionOptions, LiteralValue, OptionValue } from "./expr/expr.ts";
export { distinctExprs, exprKey, sameExpr } from "./expr/key.ts";
export { keyText } from "./expr/key-text.ts";
export { LiteralExpr } from "./expr/literal.ts";
export { conjunction, conjuncts, disjunction, disjuncts } from "./expr/logic.ts";
export { isFallible, isMovable, isRowFunction } from "./expr/properties.ts";
export {
  columnsOf,
  hasAggregate,
  replaceColumns,
  rewriteExpr,
  someExpr,
  walkExpr,
  withoutAliases,
} from "./expr/walk.ts";
export type { AggregateInit } from "./logical/aggregate.ts";
export { AggregateNode } from "./logical/aggregate.ts";
export { planAttributes, planExprs, planInputs, withPlanExprs, withPlanInputs } from "./logical/children.ts";
export { ConcatNode } from "./logical/concat.ts";
export { FilterNode } from "./logical/filter.ts";
export { inputSchema } from "./logical/input-schema.ts";
export type { JoinInit, JoinType, JoinValidation } from "./logical/join.ts";
export { JoinNode } from "./logical/join.ts";
export type { JoinColumn } from "./logical/join-columns.ts";
export { joinColumns, keyColumn } from "./logical/join-columns.ts";
export { planKey } from "./logical/key.ts";
export type { LogicalPlan } from "./logical/logical-plan.ts";
export { NamedExpr } from "./logical/named-expr.ts";
export { ProjectNode } from "./logical/project.ts";
export { RowIndexNode } from "./logical/row-index.ts";
export type { ScanInit } from "./logical/scan.ts";
export { ScanNode } from "./logical/scan.ts";
export type { ScanFile, ScanSource, SharedSource } from "./logical/scan-source.ts";
export { schemaOf } from "./logical/schema.ts";
export { SliceNode } from "./logical/slice.ts";
export { SortKey, SortNode } from "./logical/sort.ts";
export { TopRowsNode } from "./logical/top-rows.ts";
export type { UniqueInit } from "./logical/unique.ts";
export { UniqueNode } from "./logical/unique.ts";
export { rewritePlan, rewritePlanExprs, walkPlan } from "./logical/walk.ts";
export type { OptimizedPlan, OptimizeOptions, PassReport } from "./optimizer/optimize.ts";
export { optimize } from "./optimizer/optimize.ts";
export type { OptimizerPass, PassContext } from "./optimizer/pass.ts";
export { optimizerPasses } from "./optimizer/passes.ts";
export type { PruneTest } from "./scan/prune-tests.ts";
export { pruneTests } from "./scan/prune-tests.ts";
export { isLosslessCast, isTotalCast } from "./types/cast-rules.ts";
export { decimalProduct, decimalSum } from "./types/decimal-arithmetic.ts";
export type { DecimalDigits } from "./types/decimal-text.ts";
export { decimalText, shortestDecimal } from "./types/decimal-text.ts";
export { integerBits, integerDigits, integerHolds, isSigned, narrowestInteger } from "./types/integers.ts";
export { convertLiteral } from "./types/literal-conversion.ts";
export { commonType, decimalShape, supertype } from "./types/supertype.ts";
export { coerceExpr, coercePredicate, implicitCast } from "./typing/coerce.ts";
export { adaptDynamic } from "./typing/dynamic-literals.ts";
export { provedNotNull } from "./typing/not-null.ts";
export type { ResolvedExpr } from "./typing/resolve-expr.ts";
export { resolveExpr, typeOf } from "./typing/resolve-expr.ts";
