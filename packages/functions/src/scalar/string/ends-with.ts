import type { ScalarFunction } from "../../definition.ts";
import { textPredicate } from "./predicate.ts";

/** The definition of `str.endsWith`. */
export const endsWith: ScalarFunction = textPredicate({
  name: "str.endsWith",
  sqlNames: ["ends_with"],
  doc: "Whether the text ends with the suffix.",
  kernel: "string_ends_with",
  example: ["heart_rate", "rate", true],
});
