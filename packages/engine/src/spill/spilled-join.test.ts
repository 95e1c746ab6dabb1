import type { FrameData } from "@millrace/core";
import { buildColumn, columnReader, Field, frameFromColumns, Int64, Schema } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { ColumnExpr, JoinNode, ScanNode } from "@millrace/plan";
import { afterEach, describe, expect, it } from "vitest";
import { collectSync, profile, setEngineTuning } from "../index.ts";

/** Two columns of integers: a key, null in every seventh row where it may be, and the row's number. */
function table(numRows: number, step: number, nullable: boolean): FrameData {
  const key = Array.from({ length: numRows }, (_, i) => (nullable && i % 7 === 3 ? null : BigInt(i * step)));
  const value = Array.from({ length: numRows }, (_, i) => BigInt(i));
  const schema = Schema([Field("key", Int64, nullable), Field("value", Int64, false)]);
  return frameFromColumns(schema, [buildColumn("key", Int64, key), buildColumn("value", Int64, value)], numRows);
}

function scan(data: FrameData): LogicalPlan {
  return ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: data.schema });
}

function rowsOf(data: FrameData): unknown[] {
  return data.chunks.flatMap((chunk) => {
    const readers = chunk.columns.map((column, i) => columnReader(data.schema.fields[i]!.type, column, chunk.numRows));
    return Array.from({ length: chunk.numRows }, (_, row) => readers.map((read) => read(row)));
  });
}

afterEach(() => {
  setEngineTuning({});
});

describe("join whose build side does not fit", () => {
  const types = ["inner", "left", "semi", "anti", "full", "right"] as const;
  it.each(types)("meets the partners of a %s join when only one side's key may be null", async (type) => {
    for (const nullableProbe of [true, false]) {
      const join = JoinNode({
        left: scan(table(40_000, 2, nullableProbe)),
        right: scan(table(30_000, 3, !nullableProbe)),
        type,
        leftOn: [ColumnExpr("key")],
        rightOn: [ColumnExpr("key")],
        suffix: "_r",
        coalesce: false,
        nullsEqual: false,
        validate: "m:m",
        build: "right",
      });
      setEngineTuning({});
      const inMemory = collectSync(join);
      setEngineTuning({ stateLimit: 500_000 });
      const spilled = await profile(join, { threads: 2 });
      expect(spilled.profile.spilledBytes).toBeGreaterThan(100_000);
      expect(rowsOf(spilled.data)).toEqual(rowsOf(inMemory));
    }
  });
});
