import { only, valueOf } from "@millrace/compiler";
import { LIKE_PLAN_SIZE } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { textPredicate } from "./predicate.ts";

const general = textPredicate({
  name: "str.like",
  sqlNames: [],
  doc: "Whether the whole text matches the pattern: % is any text, _ one character, \\ takes the next as it is.",
  kernel: "string_like",
  example: ["heart_rate", "h%r_te", true],
});

/** The definition of `str.like`. A constant pattern is taken apart once for each call of the code. */
export const like: ScalarFunction = {
  ...general,
  emit(context, args) {
    if (context.argExprs[1]?.kind !== "literal") return general.emit(context, args);
    const { scope, type } = context;
    const planned = scope.f.callNode(scope.kernel("like_plan"), [only(args[1]!), scope.rowScratch(LIKE_PLAN_SIZE)]);
    const plan = scope.f.hoist(planned, "plan");
    return valueOf(type, [scope.f.callNode(scope.kernel("like_match"), [only(args[0]!), plan])]);
  },
};
