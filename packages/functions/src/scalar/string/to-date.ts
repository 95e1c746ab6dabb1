import { DAY_US, floorDivide, i32 } from "@millrace/compiler";
import { Date as DateType, String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg } from "../../definition.ts";
import { emitParsed, parsedProperties, resolveParsed } from "./parse-time.ts";

/** The definition of `str.toDate`; options: format (null: ISO 8601), strict. */
export const toDate: ScalarFunction = {
  name: "str.toDate",
  sqlNames: [],
  doc: "Reads a date in a format of % directives, YYYY-MM-DD without one. Other text is an error, or null if not strict.",
  example: { args: [arg("29.02.2024", StringType)], options: { format: "%d.%m.%Y" }, result: 19782n },
  properties: parsedProperties,
  nullPolicy: "propagate",
  resolve: (args, options) => resolveParsed("str.toDate", args, options, DateType),
  emit(context, [text]) {
    const { scope } = context;
    const toDays = (us: Parameters<typeof floorDivide>[1]) => i32.wrapI64(floorDivide(scope, us, DAY_US));
    return emitParsed(context, text!, "parse_date", (out) => i32.load(out), toDays);
  },
};
