import type { FrameData } from "@millrace/core";
import { buildColumn, columnReader, Field, frameFromColumns, Int64, Schema, String as Text } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { ColumnExpr, ConcatNode, FilterNode, JoinNode, LiteralExpr, ScanNode, SliceNode } from "@millrace/plan";
import { afterEach, describe, expect, it } from "vitest";
import type { QueryProfile } from "../../index.ts";
import { profile, setEngineTuning } from "../../index.ts";

const CHUNK_ROWS = 5_000;
const schema = Schema([Field("key", Int64, false), Field("text", Text, false)]);

/** Rows 0 … numRows in chunks, each of which is a morsel. */
function table(numRows: number): FrameData {
  const chunks = Array.from({ length: numRows / CHUNK_ROWS }, (_, chunk) => {
    const keys = Array.from({ length: CHUNK_ROWS }, (_, i) => BigInt(chunk * CHUNK_ROWS + i));
    const texts = keys.map((key) => `the text of row number ${key}`);
    const columns = [buildColumn("key", Int64, keys), buildColumn("text", Text, texts)];
    return frameFromColumns(schema, columns, CHUNK_ROWS).chunks;
  }).flat();
  return { schema, numRows, chunks };
}

function scan(data: FrameData): LogicalPlan {
  return ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: schema });
}

const kept = (input: LogicalPlan, least: bigint): LogicalPlan =>
  FilterNode(input, {
    kind: "call",
    function: "ge",
    args: [ColumnExpr("key"), LiteralExpr(least, Int64)],
    options: {},
  });

/** Rows of a slice that are not the whole result: a join follows. */
const joined = (left: LogicalPlan): LogicalPlan =>
  JoinNode({
    left,
    right: scan(table(CHUNK_ROWS)),
    type: "anti",
    leftOn: [ColumnExpr("text")],
    rightOn: [ColumnExpr("text")],
    suffix: "_r",
    coalesce: true,
    nullsEqual: false,
    validate: "m:m",
    build: "right",
  });

function keysOf({ chunks }: FrameData): unknown[] {
  return chunks.flatMap(({ columns, numRows }) => {
    const read = columnReader(Int64, columns[0]!, numRows);
    return Array.from({ length: numRows }, (_, row) => read(row));
  });
}

const numbers = (from: number, to: number): bigint[] => Array.from({ length: to - from }, (_, i) => BigInt(from + i));
const rowsRead = ({ pipelines }: QueryProfile): number => pipelines.reduce((sum, { rowsIn }) => sum + rowsIn, 0);

afterEach(() => {
  setEngineTuning({});
});

describe("the first rows of a sub-plan", () => {
  const many = table(200_000);

  it("count against the memory of states: past it they go to disk, and stay the same rows in their order", async () => {
    setEngineTuning({ stateLimit: 1_000_000, inlineBytes: 0 });
    const query = joined(SliceNode(kept(scan(many), 3_000n), 1_000, 90_000));
    for (const threads of [1, 2, 3]) {
      const { data, profile: done } = await profile(query, { threads });
      expect(keysOf(data)).toEqual(numbers(5_000, 94_000));
      expect(done.spilledBytes).toBeGreaterThan(1_000_000);
      const [first] = done.pipelines.filter(({ rowsIn }) => rowsIn > CHUNK_ROWS);
      expect(first!.stateBytes).toBeLessThan(1_500_000);
    }
  });

  it("end the scan as soon as they are there, in the midst of a morsel and behind several sources", async () => {
    setEngineTuning({ inlineBytes: 0, batchRows: 500 });
    const few = await profile(joined(SliceNode(kept(scan(many), 9_000n), 0, 10)), { threads: 2 });
    expect(keysOf(few.data)).toEqual(numbers(9_000, 9_010));
    expect(rowsRead(few.profile)).toBeLessThan(50_000);
    const two = ConcatNode([kept(scan(many), 199_998n), kept(scan(many), 50_000n), kept(scan(many), 0n)]);
    const { data, profile: done } = await profile(joined(SliceNode(two, 1, 3)), { threads: 2 });
    expect(keysOf(data)).toEqual([199_999n, 50_000n, 50_001n]);
    expect(rowsRead(done)).toBeLessThan(310_000);
  });
});
