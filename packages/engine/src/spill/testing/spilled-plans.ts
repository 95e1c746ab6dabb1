import type { FrameData } from "@millrace/core";
import { columnReader } from "@millrace/core";
import type { JoinType, LogicalPlan } from "@millrace/plan";
import { ColumnExpr, JoinNode, ScanNode } from "@millrace/plan";

/** The rows of a frame. */
export function scan(data: FrameData): LogicalPlan {
  return ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: data.schema });
}

/** Both frames joined on their columns "key", the right one being the build side. */
export function keyJoin(left: FrameData, right: FrameData, type: JoinType): JoinNode {
  return JoinNode({
    left: scan(left),
    right: scan(right),
    type,
    leftOn: [ColumnExpr("key")],
    rightOn: [ColumnExpr("key")],
    suffix: "_r",
    coalesce: false,
    nullsEqual: false,
    validate: "m:m",
    build: "right",
  });
}

/** The values of a frame, row by row. */
export function rowsOf(data: FrameData): unknown[][] {
  return data.chunks.flatMap((chunk) => {
    const readers = chunk.columns.map((column, i) => columnReader(data.schema.fields[i]!.type, column, chunk.numRows));
    return Array.from({ length: chunk.numRows }, (_, row) => readers.map((read) => read(row)));
  });
}
