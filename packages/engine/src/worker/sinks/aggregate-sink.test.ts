import type { FrameData } from "@millrace/core";
import { buildColumn, columnReader, Field, frameFromColumns, Int64, Schema } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { AggregateNode, ColumnExpr, ScanNode } from "@millrace/plan";
import { afterEach, describe, expect, it } from "vitest";
import { profile, setEngineTuning } from "../../index.ts";

/** More than a slot's directory holds many times. */
const NUM_KEYS = 400_000;

afterEach(() => {
  setEngineTuning({});
});

/** How many rows each key has, by key. */
function counted(data: FrameData): LogicalPlan {
  const key = ColumnExpr("key");
  const count = { kind: "aggregate", function: "count", args: [key], options: {} } as const;
  const scan = ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: data.schema });
  return AggregateNode({
    input: scan,
    keys: [{ name: "key", expr: key }],
    aggregates: [{ name: "rows", expr: count }],
    maintainOrder: false,
  });
}

function frameOf(numRows: number, keyOf: (row: number) => number): FrameData {
  const keys = Array.from({ length: numRows }, (_, row) => BigInt(keyOf(row)));
  return frameFromColumns(Schema([Field("key", Int64, false)]), [buildColumn("key", Int64, keys)], numRows);
}

async function countsOf(data: FrameData): Promise<Map<number, number>> {
  const { data: groups } = await profile(counted(data), { threads: 1 });
  const counts = new Map<number, number>();
  for (const { columns, numRows } of groups.chunks) {
    const [key, rows] = columns.map((column, i) => columnReader(groups.schema.fields[i]!.type, column, numRows));
    for (let row = 0; row < numRows; row++) counts.set(Number(key!(row)), Number(rows!(row)));
  }
  return counts;
}

describe("a group-by of nearly as many groups as rows", () => {
  it.each([null, 4_000_000])("merges what was appended unseen (state limit %s)", async (stateLimit) => {
    setEngineTuning({ stateLimit });
    // Every key once, then a few keys very often, then every key again.
    const keyOf = (row: number): number => {
      if (row < NUM_KEYS) return row;
      return row < 2 * NUM_KEYS ? row % 10 : row - 2 * NUM_KEYS;
    };
    const counts = await countsOf(frameOf(3 * NUM_KEYS, keyOf));
    expect(counts.size).toBe(NUM_KEYS);
    const wrong = [...counts].filter(([key, rows]) => rows !== (key < 10 ? 2 + NUM_KEYS / 10 : 2));
    expect(wrong).toEqual([]);
  });
});
