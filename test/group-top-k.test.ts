import { setEngineTuning } from "@millrace/engine";
import { col, DataFrame } from "millrace";
import { afterEach, describe, expect, it } from "vitest";

afterEach(() => {
  setEngineTuning({});
});

const frame = DataFrame({
  g: ["a", "b", "a", "b", "a", null],
  v: [3, null, 5, Number.NaN, 5, 2],
  s: ["x", "y", "text of more than twelve bytes", "w", "the second of two equal ones", "q"],
});

/** The rows of a frame, in a fixed order of the groups; in a group as they came. */
function byGroup(result: DataFrame): unknown[] {
  return result
    .toRecords()
    .map((row, i) => ({ row, i }))
    .sort((a, b) => `${a.row["g"]}`.localeCompare(`${b.row["g"]}`) || a.i - b.i)
    .map(({ row }) => Object.values(row));
}

describe("topK and bottomK of groups", () => {
  it("gives the greatest rows, greatest first: NaN above numbers, nulls last, equal ones as they came", () => {
    expect(byGroup(frame.groupBy("g").topK(2, { by: "v" }))).toEqual([
      ["a", 5, "text of more than twelve bytes"],
      ["a", 5, "the second of two equal ones"],
      ["b", Number.NaN, "w"],
      ["b", null, "y"],
      [null, 2, "q"],
    ]);
  });

  it("gives the least rows by several keys and expressions", () => {
    const answer = frame.groupBy("g").bottomK(1, { by: [col("v").gt(4), "s"], reverse: [true, false] });
    expect(byGroup(answer)).toEqual([
      ["a", 5, "text of more than twelve bytes"],
      ["b", Number.NaN, "w"],
      [null, 2, "q"],
    ]);
  });

  it("has the keys first, then the other columns; computed keys have names", () => {
    const answer = frame.groupBy(col("v").isNull().alias("missing")).topK(1, { by: "s" });
    expect(answer.columns).toEqual(["missing", "g", "v", "s"]);
    expect(answer.sort("missing").toRecords()).toEqual([
      { missing: false, g: "a", v: 3, s: "x" },
      { missing: true, g: "b", v: null, s: "y" },
    ]);
  });

  it("takes no rows for k = 0, all for more than there are, and one group without keys", () => {
    expect(frame.groupBy("g").topK(0, { by: "v" }).height).toBe(0);
    expect(frame.groupBy("g").topK(100, { by: "v" }).height).toBe(6);
    expect(frame.groupBy().topK(2, { by: "s" }).toRecords()).toEqual(frame.topK(2, { by: "s" }).toRecords());
  });

  it("reads no column that nobody asks for", async () => {
    const plan = frame.lazy().groupBy("g").topK(2, { by: "v" }).select("g").filter(col("g").eq("a"));
    const text = await plan.explain();
    expect(text).toContain("TOP 2 OF EACH [g] BY [v desc nulls last] → []");
    expect(text).toContain("[g, v]");
    expect((await plan.collect()).height).toBe(2);
  });

  it("refuses what it cannot do", () => {
    expect(() => frame.groupBy("g", { maintainOrder: true }).topK(1, { by: "v" })).toThrow("sort the result");
    expect(() => frame.groupBy("g").topK(1, {} as never)).toThrow("topK needs the keys to compare");
    expect(() => frame.groupBy("g").topK(100_000, { by: "v" })).toThrow(/at most \d+, not 100000/);
  });
});

describe.each([3, 300, 5000])("the rows of %i groups", (numGroups) => {
  const numRows = 12_000;
  const rows = Array.from({ length: numRows }, (_, row) => ({
    id: `key ${(row * 7919) % numGroups} of a group`,
    v: row % 17 === 0 ? null : (row * 31) % 257,
    text: row % 11 === 0 ? null : "t".repeat((row * 13) % 40) + row,
    row,
  }));
  const input = DataFrame({
    id: rows.map(({ id }) => id),
    v: rows.map(({ v }) => v),
    text: rows.map(({ text }) => text),
    row: rows.map(({ row }) => row),
  });
  const groups = new Map<string, typeof rows>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group === undefined) groups.set(row.id, [row]);
    else group.push(row);
  }
  const below = (a: number | null, b: number | null): number =>
    a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;

  it.each([
    [1, null],
    [5, null],
    [5, 400_000],
    [40, 400_000],
  ])("bottom %i, state limit %s", async (k, stateLimit) => {
    const wanted = [...groups.values()].flatMap((group) =>
      group.toSorted((a, b) => below(a.v, b.v) || a.row - b.row).slice(0, k),
    );
    const query = input.lazy().groupBy("id").bottomK(k, { by: "v" });
    for (const batchRows of stateLimit === null ? [null, 3] : [null]) {
      const tuning = stateLimit === null ? {} : { stateLimit };
      setEngineTuning({ inlineBytes: 0, ...tuning, ...(batchRows === null ? {} : { batchRows }) });
      const { data, profile } = await query.profile({ threads: 2 });
      if (stateLimit !== null && numGroups > 1000) expect(profile.spilledBytes).toBeGreaterThan(0);
      const found = data.toRecords() as unknown as typeof rows;
      const ofGroups = new Map<string, typeof rows>();
      for (const row of found) ofGroups.set(row.id, [...(ofGroups.get(row.id) ?? []), row]);
      expect([...groups.keys()].flatMap((id) => ofGroups.get(id) ?? [])).toEqual(wanted);
    }
  });
});
