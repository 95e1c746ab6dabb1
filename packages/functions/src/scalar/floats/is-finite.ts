import type { ScalarFunction } from "../../definition.ts";
import { classification, isFiniteNode } from "./classify.ts";

/** The definition of `isFinite`. */
export const isFinite: ScalarFunction = classification({
  name: "isFinite",
  doc: "Whether a number is neither infinite nor NaN.",
  test: isFiniteNode,
  otherwise: true,
  example: [Number.POSITIVE_INFINITY, false],
});
