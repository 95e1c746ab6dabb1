import { i64 } from "@millrace/compiler";
import { Datetime, String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg } from "../../definition.ts";
import { emitParsed, parsedProperties, resolveParsed } from "./parse-time.ts";

/** The definition of `str.toDatetime`; options: format (null: ISO 8601), strict. */
export const toDatetime: ScalarFunction = {
  name: "str.toDatetime",
  sqlNames: ["strptime"],
  doc: "Reads date and time in a format of % directives, ISO 8601 without one. Other text is an error, or null if not strict.",
  example: {
    args: [arg("2024-02-29 10:00", StringType)],
    options: { format: "%Y-%m-%d %H:%M" },
    result: 1709200800000000n,
  },
  properties: parsedProperties,
  nullPolicy: "propagate",
  resolve: (args, options) => resolveParsed("str.toDatetime", args, options, Datetime),
  emit: (context, [text]) =>
    emitParsed(
      context,
      text!,
      "parse_datetime_us",
      (out) => i64.load(out),
      (us) => us,
    ),
};
