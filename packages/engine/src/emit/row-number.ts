import type { Node } from "@millrace/compiler";
import { i32, i64 } from "@millrace/compiler";
import { Int64 } from "@millrace/core";
import type { PipelineOperator } from "../physical/pipeline.ts";
import type { OpenStage } from "./stage.ts";

const MAX_UINT32 = 2n ** 32n - 1n;

/** Counts the row in the 64-bit word `counter` of the slot's context; returns its number, and fails where UInt32 does not hold it. */
export function emitRowNumber(
  { f, scope }: OpenStage,
  operator: Extract<PipelineOperator, { kind: "rowIndex" }>,
  counter: number,
): Node {
  const number = f.memo(i64.load(scope.context, counter), "number");
  f.store("i64", scope.context, i64.add(number, i64.const(1n)), counter);
  const index = f.memo(i64.add(number, i64.const(BigInt(operator.offset))), "index");
  const site = { kind: "cast", expression: `the row index "${operator.name}"`, from: "Int64", to: "UInt32" } as const;
  f.if(i64.gtU(index, i64.const(MAX_UINT32)), () =>
    scope.fail(site, { type: Int64, layout: "i64", parts: [index], valid: null }),
  );
  return f.memo(i32.wrapI64(index), "rowNumber");
}
