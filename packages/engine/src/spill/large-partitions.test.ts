import type { FrameData } from "@millrace/core";
import { buildColumn, Field, Float64, frameFromColumns, Int64, Schema, String } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { AggregateExpr, AggregateNode, ColumnExpr, NamedExpr, SortKey, SortNode } from "@millrace/plan";
import { afterEach, describe, expect, it } from "vitest";
import { collectSync, profile, setEngineTuning } from "../index.ts";
import { keyJoin, rowsOf, scan } from "./testing/spilled-plans.ts";

/** How keys repeat: never, half of the rows have one of them, all of them have it. */
const keysOf: Readonly<Record<string, (row: number) => bigint>> = {
  "keys that differ": (row) => BigInt(row),
  "one key with half of the rows": (row) => (row % 2 === 0 ? 7n : BigInt(row)),
  "equal keys": () => 7n,
};

function table(numRows: number, keyOf: (row: number) => bigint): FrameData {
  const rows = Array.from({ length: numRows }, (_, i) => i);
  const schema = Schema([Field("key", Int64, false), Field("text", String), Field("value", Float64, false)]);
  const text = rows.map((i) => (i % 11 === 3 ? null : `row number ${i % 4001} of the table`));
  return frameFromColumns(
    schema,
    [
      buildColumn("key", Int64, rows.map(keyOf)),
      buildColumn("text", String, text),
      buildColumn(
        "value",
        Float64,
        rows.map((i) => (i * 7919) % 10_007),
      ),
    ],
    numRows,
  );
}

function textsOf(data: FrameData): string[] {
  return rowsOf(data).map((row) => row.map(globalThis.String).join());
}

function aggregate(
  data: FrameData,
  keys: readonly string[],
  calls: readonly (readonly [string, string])[],
): LogicalPlan {
  return AggregateNode({
    input: scan(data),
    keys: keys.map((key) => NamedExpr(key, ColumnExpr(key))),
    aggregates: calls.map(([called, column]) =>
      NamedExpr(`${called} of ${column}`, AggregateExpr(called, [ColumnExpr(column)])),
    ),
  });
}

/** The rows with room for all of them, and with so little of it that partitions are many times larger. */
async function both(plan: LogicalPlan, stateLimit: number): Promise<{ kept: string[]; spilled: string[] }> {
  setEngineTuning({});
  const kept = textsOf(collectSync(plan));
  setEngineTuning({ stateLimit });
  const { data, profile: report } = await profile(plan, { threads: 2 });
  expect(report.spilledBytes).toBeGreaterThan(500_000);
  return { kept, spilled: textsOf(data) };
}

afterEach(() => {
  setEngineTuning({});
});

describe.each(Object.entries(keysOf))("partitions that are larger than their share, %s", (_, keyOf) => {
  it.each(["inner", "left", "semi", "anti", "right", "full"] as const)("%s join", async (type) => {
    // Equal keys meet in few places, or the result would be the square of the input.
    const probe = table(9000, (row) => (row < 12 ? keyOf(row) : BigInt(row * 3 + 1)));
    const plan = keyJoin(probe, table(40_000, keyOf), type);
    const { kept, spilled } = await both(plan, 600_000);
    expect(spilled).toEqual(kept);
  });

  it("sums by group", async () => {
    const plan = aggregate(
      table(60_000, keyOf),
      ["key", "text"],
      [
        ["sum", "value"],
        ["count", "text"],
      ],
    );
    const { kept, spilled } = await both(plan, 500_000);
    expect(spilled).toEqual(kept);
  });

  it.each([
    ["median", "value"],
    ["nUnique", "text"],
  ] as const)("%s of %s by group", async (called, column) => {
    const { kept, spilled } = await both(aggregate(table(60_000, keyOf), ["key"], [[called, column]]), 500_000);
    expect(spilled).toEqual(kept);
  });

  it.each(["min", "first"])("%s of text by group", async (called) => {
    // One group is one row, however many rows it has.
    if (keyOf(1) === keyOf(3)) return;
    const { kept, spilled } = await both(aggregate(table(60_000, keyOf), ["key"], [[called, "text"]]), 500_000);
    expect(spilled).toEqual(kept);
  });

  it("sorts more runs than are merged at once", async () => {
    const plan = SortNode(scan(table(60_000, keyOf)), [SortKey(ColumnExpr("key")), SortKey(ColumnExpr("text"))]);
    const { kept, spilled } = await both(plan, 500_000);
    expect(spilled).toEqual(kept);
  });
});

it("computes all kinds of aggregates of a column without groups", async () => {
  const calls = [
    ["median", "value"],
    ["nUnique", "text"],
    ["max", "text"],
    ["last", "text"],
    ["sum", "value"],
  ] as const;
  const { kept, spilled } = await both(aggregate(table(60_000, BigInt), [], calls), 500_000);
  expect(spilled).toEqual(kept);
});
