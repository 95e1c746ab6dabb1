import type { ScalarFunction } from "../../definition.ts";
import { textPredicate } from "./predicate.ts";

/** The definition of `str.like`. */
export const like: ScalarFunction = textPredicate({
  name: "str.like",
  sqlNames: [],
  doc: "Whether the whole text matches the pattern: % is any text, _ one character, \\ takes the next as it is.",
  kernel: "string_like",
  example: ["heart_rate", "h%r_te", true],
});
