import { i64, only, valueOf } from "@millrace/compiler";
import { Int64, isInteger, isText, String as StringType, VIEW_SIZE } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { anyNullable, checkCount, mismatch } from "../../resolve.ts";

const TO_THE_END = 2n ** 63n - 1n;

/** The definition of `str.slice`: text, offset, length (left out: to the end), in characters. */
export const slice: ScalarFunction = {
  name: "str.slice",
  sqlNames: [],
  doc: "So many characters from an offset, which counts from the end where it is negative.",
  example: { args: [arg("heart_rate", StringType), arg(-4n, Int64), arg(3n, Int64)], result: "rat" },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve(args) {
    checkCount("str.slice", args, 2, 3);
    const [text, ...numbers] = args;
    const suits = numbers.every(({ type }) => isInteger(type) || type.kind === "null");
    if ((!isText(text!.type) && text!.type.kind !== "null") || !suits) mismatch("str.slice", args);
    return { argTypes: [StringType, ...numbers.map(() => Int64)], result: StringType, nullable: anyNullable(args) };
  },
  emit({ scope }, args) {
    const { f } = scope;
    const view = f.memo(scope.rowScratch(VIEW_SIZE), "slice");
    const length = args[2] === undefined ? i64.const(TO_THE_END) : only(args[2]);
    f.call(scope.kernel("string_slice"), [only(args[0]!), only(args[1]!), length, view]);
    return valueOf(StringType, [view]);
  },
};
