import type { FrameData } from "@millrace/core";
import { Field, fieldIndex, InvalidArgumentError, makeFrame, Schema, sliceFrame } from "@millrace/core";
import type { LogicalPlan, NamedExpr } from "@millrace/plan";
import { schemaOf, walkPlan } from "@millrace/plan";
import { enginePort } from "../engine-port.ts";

/** Runs a plan over frames on the calling thread. Choosing, renaming and slicing only make new views. */
export function evaluate(plan: LogicalPlan): FrameData {
  const schema = schemaOf(plan, enginePort.catalog);
  walkPlan(plan, (node) => {
    if (node.kind !== "scan" || node.source.kind === "frame") return undefined;
    throw new InvalidArgumentError(
      `A DataFrame's verbs work on frames in memory, not on a scan of ${node.source.label}: begin with frame.lazy()`,
    );
  });
  const view = viewOf(plan);
  return view === null ? enginePort.collectSync(plan) : { ...view, schema };
}

function viewOf(plan: LogicalPlan): FrameData | null {
  switch (plan.kind) {
    case "scan":
      return plan.source.kind === "frame" ? plan.source.data : null;
    case "slice": {
      const input = viewOf(plan.input);
      return input === null ? null : sliceFrame(input, plan.offset, plan.length ?? input.numRows);
    }
    case "project": {
      const input = viewOf(plan.input);
      return input === null ? null : chooseColumns(input, plan.columns);
    }
    default:
      return null;
  }
}

function chooseColumns(input: FrameData, columns: readonly NamedExpr[]): FrameData | null {
  const indexes: number[] = [];
  for (const { expr } of columns) {
    if (expr.kind !== "column") return null;
    indexes.push(fieldIndex(input.schema, expr.name));
  }
  const fields = columns.map(({ name }, i) => {
    const field = input.schema.fields[indexes[i]!]!;
    return Field(name, field.type, field.nullable);
  });
  const chunks = input.chunks.map((chunk) => ({
    numRows: chunk.numRows,
    columns: indexes.map((index) => chunk.columns[index]!),
  }));
  return makeFrame(Schema(fields), chunks);
}
