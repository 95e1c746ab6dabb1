import type { CompiledValue, EmitContext } from "@millrace/compiler";
import { i32, only, valueOf, variable, withValid } from "@millrace/compiler";
import { Int64, isInteger, String as StringType, UnsupportedError, VIEW_SIZE } from "@millrace/core";
import type { CallExpr } from "@millrace/plan";
import { CallExpr as call } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { anyNullable, checkCount, mismatch } from "../../resolve.ts";
import { separatorOf, split } from "./split.ts";

/** The definition of `list.get`: list, index; options: nullOnOob. Over `str.split`, one kernel finds the part. */
export const listGet: ScalarFunction = {
  name: "list.get",
  sqlNames: [],
  doc: "The value at an index, from the end where it is negative; beyond the list an error, or null with `nullOnOob`.",
  example: {
    args: [call("str.split", [arg("a-b", StringType)], { by: "-" }), arg(1n, Int64)],
    options: { nullOnOob: true },
    result: "b",
  },
  properties: { ...tolerantProperties, fallible: true },
  nullPolicy: "custom",
  lazy: true,
  resolve(args, options) {
    checkCount("list.get", args, 2);
    const [list, index] = args;
    if (list!.type.kind !== "list" || !(isInteger(index!.type) || index!.type.kind === "null"))
      mismatch("list.get", args);
    const inner = list!.type.kind === "list" ? list!.type.inner : list!.type;
    const nullable = options["nullOnOob"] === true || anyNullable(args);
    return { argTypes: [list!.type, Int64], result: inner, nullable };
  },
  emit(context) {
    const list = context.argExprs[0]!;
    if (list.kind !== "call" || list.function !== split.name) {
      throw new UnsupportedError("list.get is computed over str.split alone");
    }
    return emitPart(context, list);
  },
};

function emitPart(context: EmitContext, list: CallExpr): CompiledValue {
  const { scope, options } = context;
  const { f } = scope;
  const text = context.compile(list.args[0]!);
  const index = context.compile(context.argExprs[1]!);
  const by = scope.literal(separatorOf(list.options), StringType);
  const view = f.memo(scope.rowScratch(VIEW_SIZE), "part");
  const result = variable(f, StringType, true, "part");
  result.assign(withValid(scope.literal(null, StringType), i32.const(0)));
  const valid = i32.and(text.valid ?? i32.const(1), index.valid ?? i32.const(1));
  f.if(valid, () => {
    const kernel = scope.kernel("string_split_get");
    const found = f.memo(f.callNode(kernel, [only(text), only(by), only(index), view]), "found");
    if (options["nullOnOob"] !== true) {
      f.if(i32.eqz(found), () => scope.fail(context.site("outOfBounds", "List(String)", "the index"), index));
    }
    f.if(found, () => result.assign(valueOf(StringType, [view])));
  });
  return result.value;
}
