import { i32, only, stringLength, valueOf } from "@millrace/compiler";
import { String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitJoined } from "./concat.ts";
import { resolveText } from "./resolve.ts";

const LIMITS = "Latin, Greek and Cyrillic letters whose other case has as many bytes; other letters stay.";

/** The definition of a change of case. */
export function letterCase(
  name: string,
  sqlName: string,
  kernel: string,
  example: readonly [string, string],
): ScalarFunction {
  return {
    name,
    sqlNames: [sqlName],
    doc: `The text in ${sqlName} case: ${LIMITS}`,
    example: { args: [arg(example[0], StringType)], result: example[1] },
    properties: strictProperties,
    nullPolicy: "propagate",
    resolve: (args) => resolveText(name, args, 1, StringType),
    emit({ scope }, [text]) {
      const view = scope.f.memo(only(text!), "text");
      const result = emitJoined(scope, stringLength(view), (to) => {
        scope.f.call(scope.kernel(kernel), [view, to]);
        return i32.const(0);
      });
      return valueOf(StringType, [result]);
    },
  };
}
