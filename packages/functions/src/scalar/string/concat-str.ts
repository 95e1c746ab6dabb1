import type { CompiledValue, EmitContext, Node } from "@millrace/compiler";
import { i32, only, stringLength, valueOf } from "@millrace/compiler";
import { String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { anyNullable, checkCount } from "../../resolve.ts";
import { emitConcat, emitJoined } from "./concat.ts";

/** The definition of `concatStr`; options: separator, ignoreNulls. Values of other types are cast to String. */
export const concatStr: ScalarFunction = {
  name: "concatStr",
  sqlNames: [],
  doc: "The values as text, joined by `separator`. Null where one is null, unless `ignoreNulls` leaves those out.",
  example: { args: [arg("a", StringType), arg("b", StringType)], options: { separator: "-" }, result: "a-b" },
  properties: tolerantProperties,
  nullPolicy: "custom",
  resolve(args, options) {
    checkCount("concatStr", args, 1, Number.POSITIVE_INFINITY);
    const ignores = options["ignoreNulls"] === true;
    return { argTypes: args.map(() => StringType), result: StringType, nullable: !ignores && anyNullable(args) };
  },
  emit(context, args) {
    const { scope, options } = context;
    const separator = scope.literal(String(options["separator"] ?? ""), StringType);
    if (options["ignoreNulls"] === true && args.some(({ valid }) => valid !== null)) {
      return valueOf(StringType, [emitPresent(context, args, separator)]);
    }
    const parts = args.flatMap((value, i) => (i === 0 || options["separator"] === "" ? [value] : [separator, value]));
    const valid = args.reduce<Node | null>((all, { valid: one }) => {
      if (all === null || one === null) return all ?? one;
      return i32.and(all, one);
    }, null);
    return valueOf(StringType, [emitConcat(scope, parts)], valid);
  },
};

/** Joins those that are not null, with separators between them. */
function emitPresent({ scope }: EmitContext, args: readonly CompiledValue[], separator: CompiledValue): Node {
  const { f } = scope;
  const between = f.memo(only(separator), "separator");
  const parts = args.map((value) => ({
    view: f.memo(only(value), "part"),
    valid: f.memo(value.valid ?? i32.const(1), "present"),
  }));
  const seen = f.local("i32", "seen");
  const length = f.local("i32", "total");
  f.set(seen, i32.const(0));
  f.set(length, i32.const(0));
  for (const { view, valid } of parts) {
    const gap = i32.mul(seen, stringLength(between));
    f.set(length, i32.add(length, i32.mul(valid, i32.add(stringLength(view), gap))));
    f.set(seen, i32.or(seen, valid));
  }
  return emitJoined(scope, length, (to) => {
    const end = f.local("i32", "end");
    f.set(end, to);
    f.set(seen, i32.const(0));
    const append = (view: Node) => f.set(end, f.callNode(scope.kernel("string_append"), [end, view]));
    for (const { view, valid } of parts) {
      f.if(valid, () => {
        f.if(seen, () => append(between));
        append(view);
        f.set(seen, i32.const(1));
      });
    }
    return end;
  });
}
