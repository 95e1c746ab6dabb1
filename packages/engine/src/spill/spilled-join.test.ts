import type { FrameData } from "@millrace/core";
import { buildColumn, Field, frameFromColumns, Int64, Schema } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { JoinNode } from "@millrace/plan";
import { afterEach, describe, expect, it } from "vitest";
import { collectSync, profile, setEngineTuning } from "../index.ts";
import { keyJoin, rowsOf } from "./testing/spilled-plans.ts";

/** Two columns of integers: a key, null in every seventh row where it may be, and the row's number. */
function table(numRows: number, step: number, nullable: boolean): FrameData {
  const key = Array.from({ length: numRows }, (_, i) => (nullable && i % 7 === 3 ? null : BigInt(i * step)));
  const value = Array.from({ length: numRows }, (_, i) => BigInt(i));
  const schema = Schema([Field("key", Int64, nullable), Field("value", Int64, false)]);
  return frameFromColumns(schema, [buildColumn("key", Int64, key), buildColumn("value", Int64, value)], numRows);
}

afterEach(() => {
  setEngineTuning({});
});

describe("join whose build side does not fit", () => {
  const types = ["inner", "left", "semi", "anti", "full", "right"] as const;
  it.each(types)("meets the partners of a %s join when only one side's key may be null", async (type) => {
    for (const nullableProbe of [true, false]) {
      const join = keyJoin(table(40_000, 2, nullableProbe), table(30_000, 3, !nullableProbe), type);
      setEngineTuning({});
      const inMemory = collectSync(join);
      setEngineTuning({ stateLimit: 500_000 });
      const spilled = await profile(join, { threads: 2 });
      expect(spilled.profile.spilledBytes).toBeGreaterThan(100_000);
      expect(rowsOf(spilled.data)).toEqual(rowsOf(inMemory));
    }
  });

  it("keeps what validate promises of either side, wherever the keys lie", async () => {
    const unique = table(40_000, 2, false);
    const repeated = table(40_000, 2, false);
    // The last row has the key of the first.
    const key = numbers(40_000, (i) => BigInt(i === 39_999 ? 0 : i * 2));
    const broken = frameFromColumns(repeated.schema, [key, numbers(40_000, BigInt)], 40_000);
    const run = (left: FrameData, right: FrameData, build: "left" | "right"): Promise<unknown> =>
      profile(joinOf(left, right, build), { threads: 2 });
    setEngineTuning({ stateLimit: 500_000 });
    for (const build of ["left", "right"] as const) {
      await expect(run(unique, repeated, build)).resolves.toMatchObject({ data: { numRows: 40_000 } });
      await expect(run(unique, broken, build)).rejects.toMatchObject({
        details: { side: "right", validate: "1:1", keys: ["key"] },
      });
      await expect(run(broken, unique, build)).rejects.toMatchObject({
        details: { side: "left", validate: "1:1", keys: ["key"] },
      });
    }
  });
});

function numbers(numRows: number, valueOf: (row: number) => bigint): ReturnType<typeof buildColumn> {
  return buildColumn(
    "key",
    Int64,
    Array.from({ length: numRows }, (_, i) => valueOf(i)),
  );
}

/** An inner join by key that promises unique keys on both sides. */
function joinOf(left: FrameData, right: FrameData, build: "left" | "right"): LogicalPlan {
  return JoinNode({ ...keyJoin(left, right, "inner"), validate: "1:1", build });
}
