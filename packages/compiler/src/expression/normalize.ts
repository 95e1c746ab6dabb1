import type { Layout } from "@millrace/core";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { Node } from "../assembler/node.ts";
import { f32, f64 } from "../assembler/opcodes.ts";

/** A part of a key such that equal keys have equal bits: -0 becomes 0, every NaN the one NaN. Other layouts stay. */
export function normalizeKeyPart(f: FunctionBuilder, layout: Layout, part: Node): Node {
  if (layout !== "f32" && layout !== "f64") return part;
  const op = layout === "f32" ? f32 : f64;
  // Adding 0 turns -0 into 0 and leaves every other number.
  const sum = f.memo(op.add(part, op.const(0)), "number");
  return op.select(op.eq(sum, sum), sum, op.const(Number.NaN));
}
