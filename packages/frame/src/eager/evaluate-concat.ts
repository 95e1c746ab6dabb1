import type { ColumnData, FrameData } from "@millrace/core";
import {
  buildColumn,
  concatColumns,
  concatFrames,
  DuplicateColumnError,
  Field,
  frameFromColumns,
  rechunk,
  Schema,
} from "@millrace/core";
import { schemaOf } from "@millrace/plan";
import { enginePort } from "../engine-port.ts";
import type { PlanSource } from "../relation.ts";
import type { ConcatHow } from "../verbs/concat.ts";
import { concatPlans } from "../verbs/concat.ts";

/** A frame in memory. */
interface InMemory extends PlanSource {
  readonly data: FrameData;
}

/** Puts frames together; below one another without copying where their columns agree. */
export function evaluateConcat(frames: readonly InMemory[], how: ConcatHow | "horizontal"): FrameData {
  if (how === "horizontal") return sideBySide(frames.map((frame) => frame.data));
  const plan = concatPlans(
    frames.map((frame) => frame.plan()),
    how,
  );
  const schema = schemaOf(plan, enginePort.catalog);
  if (how !== "vertical") return enginePort.collectSync(plan);
  return concatFrames(
    schema,
    frames.map((frame) => frame.data),
  );
}

function sideBySide(frames: readonly FrameData[]): FrameData {
  const numRows = Math.max(...frames.map((frame) => frame.numRows));
  const seen = new Set<string>();
  const fields: Field[] = [];
  const columns: ColumnData[] = [];
  for (const frame of frames) {
    const whole = rechunk(frame);
    for (const [i, field] of frame.schema.fields.entries()) {
      if (seen.has(field.name)) throw new DuplicateColumnError(field.name);
      seen.add(field.name);
      const missing = numRows - frame.numRows;
      fields.push(Field(field.name, field.type, field.nullable || missing > 0));
      const own = whole.chunks[0]?.columns[i];
      const parts = own === undefined ? [] : [{ numRows: frame.numRows, column: own }];
      if (missing > 0 || parts.length === 0) {
        const nulls = new Array<null>(missing).fill(null);
        parts.push({ numRows: missing, column: buildColumn(field.name, field.type, nulls) });
      }
      columns.push(concatColumns(field.type, parts));
    }
  }
  return frameFromColumns(Schema(fields), columns, numRows);
}
