import type { DataType } from "@millrace/core";
import { Int64, isInteger, layoutOf } from "@millrace/core";
import type { Node } from "../../assembler/node.ts";
import { f32, f64, i32, i64 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import { only, valueOf } from "../compiled-value.ts";
import type { Scope } from "../scope.ts";
import { stringBytes, stringLength } from "../string-access.ts";
import type { Conversion } from "./conversion.ts";
import { continued, total } from "./conversion.ts";
import { fitsDigits, toInteger } from "./from-integer.ts";

const MAX_VALUE_BYTES = 16;

/** Reads text as a value; no white space is skipped. Booleans are `true` and `false`, dates ISO 8601. */
export function fromString(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const view = scope.f.memo(only(value), "text");
  if (to.kind === "uint64") return parsed(scope, "parse_u64", view, i64.load);
  if (isInteger(to)) {
    const wide = parsed(scope, "parse_i64", view, i64.load);
    return continued(wide, toInteger(scope, valueOf(Int64, wide.parts), to));
  }
  switch (to.kind) {
    case "string":
    case "categorical":
      return total(view);
    case "boolean":
      return parsed(scope, "parse_boolean", view, i32.load);
    case "float32":
      return parsed(scope, "parse_f32", view, f32.load);
    case "float64":
      return parsed(scope, "parse_f64", view, f64.load);
    case "date":
      return parsed(scope, "parse_date", view, i32.load);
    case "datetime":
      return parsed(scope, "parse_datetime_us", view, i64.load);
    case "decimal":
      return toDecimal(scope, view, to);
    default:
      return undefined;
  }
}

function toDecimal(scope: Scope, view: Node, to: DataType & { readonly kind: "decimal" }): Conversion {
  if (layoutOf(to) === "i128") {
    const args = [i32.const(to.precision), i32.const(to.scale)];
    const { parts, ok } = parsed(scope, "parse_decimal128", view, i64.load, args, (out) => i64.load(out, 8));
    return { parts, ok };
  }
  const { parts, ok } = parsed(scope, "parse_decimal", view, i64.load, [i32.const(to.scale)]);
  const fits = fitsDigits(parts[0]!, false, to.precision);
  return { parts, ok: i32.and(ok, fits) };
}

function parsed(
  scope: Scope,
  kernel: string,
  view: Node,
  load: (address: Node) => Node,
  args: readonly Node[] = [],
  loadHigh?: (address: Node) => Node,
): Conversion & { readonly ok: Node } {
  const { f } = scope;
  const out = f.memo(scope.rowScratch(MAX_VALUE_BYTES), "parsed");
  const call = f.callNode(scope.kernel(kernel), [stringBytes(view), stringLength(view), ...args, out]);
  const ok = f.memo(call, "ok");
  const parts = loadHigh === undefined ? [load(out)] : [load(out), loadHigh(out)];
  return { parts: parts.map((part) => f.memo(part, "value")), ok };
}
