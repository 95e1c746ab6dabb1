import type { ScalarFunction } from "../../definition.ts";
import { checkLiteralPattern } from "./literal-pattern.ts";
import { textPredicate } from "./predicate.ts";

const anywhere = textPredicate({
  name: "str.contains",
  sqlNames: ["contains"],
  doc: "Whether the pattern occurs in the text. The pattern is literal text; a regular expression is refused.",
  kernel: "string_contains",
  example: ["heart_rate", "t_r", true],
});

/** The definition of `str.contains`; options: literal. */
export const contains: ScalarFunction = {
  ...anywhere,
  emit(context, args) {
    checkLiteralPattern(context, anywhere.name);
    return anywhere.emit(context, args);
  },
};
