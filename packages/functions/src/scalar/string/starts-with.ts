import type { ScalarFunction } from "../../definition.ts";
import { textPredicate } from "./predicate.ts";

/** The definition of `str.startsWith`. */
export const startsWith: ScalarFunction = textPredicate({
  name: "str.startsWith",
  sqlNames: ["starts_with"],
  doc: "Whether the text begins with the prefix.",
  kernel: "string_starts_with",
  example: ["heart_rate", "heart", true],
});
