export { topRows, topRowsKeys } from "./aggregate/top-rows.ts";
export type { Catalog } from "./catalog.ts";
export { aggregateFunctions, catalog } from "./catalog.ts";
export type { AggregateFunction, Example, ScalarFunction } from "./definition.ts";
export { evaluateConstant } from "./evaluate-constant.ts";
export { scalarFunctions } from "./scalar-functions.ts";
