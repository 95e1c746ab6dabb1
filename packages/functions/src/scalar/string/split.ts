import { InvalidArgumentError, List, String as StringType, UnsupportedError } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveText } from "./resolve.ts";

/** The separator of a split. */
export function separatorOf(options: Readonly<Record<string, unknown>>): string {
  const by = options["by"];
  if (typeof by !== "string") throw new InvalidArgumentError(`str.split takes a separator, not ${String(by)}`);
  return by;
}

/** The definition of `str.split`; options: by. It is computed together with the `list.get` around it. */
export const split: ScalarFunction = {
  name: "str.split",
  sqlNames: [],
  doc: "The parts of the text between occurrences of `by`. Take one of them with list.get.",
  example: { args: [arg("a-b", StringType)], options: { by: "-" }, result: null },
  properties: { ...strictProperties, fallible: false },
  nullPolicy: "propagate",
  resolve(args, options) {
    separatorOf(options);
    return resolveText("str.split", args, 1, List(StringType));
  },
  emit() {
    throw new UnsupportedError("A list of strings cannot be kept. Take one of its parts with list.get");
  },
};
