import { Int32, String as StringType } from "@millrace/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { anyFile, staffSchema } from "./testing/staff-file.ts";

vi.mock("./engine-port.ts", async () => {
  const { fakeEngine } = await import("./testing/fake-engine.ts");
  return { enginePort: fakeEngine(staffSchema) };
});
vi.mock("./files-port.ts", () => ({ filesPort: anyFile }));

const { col, concat, DataFrame, LazyFrame, scanCsv, Series } = await import("./index.ts");
const { enginePort } = await import("./engine-port.ts");
const { asked } = enginePort as unknown as ReturnType<typeof import("./testing/fake-engine.ts").fakeEngine>;

const staff = (): InstanceType<typeof LazyFrame> => scanCsv("staff.csv");

beforeEach(() => {
  asked.plan = null;
  asked.target = null;
  asked.inferred = 0;
});

describe("DataFrame", () => {
  const frame = DataFrame({
    id: [1n, 2n, null],
    name: ["a", null, "c"],
    score: [1.5, Number.NaN, 3],
    at: [new Date(0), null, new Date(5)],
  });

  test("[SCH-01] is made of columns or rows, with or without new", () => {
    expect(frame.shape).toEqual([3, 4]);
    expect(frame.schema.toJSON()).toEqual({ id: "Int64", name: "String", score: "Float64", at: "Datetime(us)" });
    expect(frame).toBeInstanceOf(DataFrame);
    expect(new DataFrame({ a: [1] }).equals(DataFrame([{ a: 1 }]))).toBe(true);
    expect(DataFrame().shape).toEqual([0, 0]);
    expect(() => DataFrame({ a: [1, 2], b: [1] })).toThrow('"a" has 2 values, "b" has 1');
    expect(() => DataFrame({ a: [1, "x"] })).toThrow("mixes Float64 and String, at row 1");
    expect(
      DataFrame({ a: [1, "x"] }, { strict: false })
        .column("a")
        .toArray(),
    ).toEqual(["1", "x"]);
  });

  test("[SCH-03] a schema gives types, order and bounds", () => {
    const typed = DataFrame({ a: [1, 2] }, { schema: { a: Int32, b: StringType } });
    expect(typed.toRecords()).toEqual([
      { a: 1, b: null },
      { a: 2, b: null },
    ]);
    expect(() => DataFrame({ a: [1.5] }, { schema: { a: Int32 } })).toThrow("does not fit the type Int32");
    expect(() => DataFrame({ a: [1], z: [1] }, { schema: { a: Int32 } })).toThrow('the column "z"');
    expect(DataFrame([], { schema: { a: Int32 } }).columns).toEqual(["a"]);
  });

  test("[INT-01] rows and columns come back", () => {
    expect(frame.toRecords()[0]).toEqual({ id: 1n, name: "a", score: 1.5, at: new Date(0) });
    expect(frame.toObject()["name"]).toEqual(["a", null, "c"]);
    expect(DataFrame(frame.toRecords(), { schema: frame.schema }).equals(frame)).toBe(true);
  });

  test("[SCH-41] series read values, count nulls and give typed arrays", () => {
    const series = Series("v", Float64Array.of(1, 2, 3));
    expect([...series]).toEqual([1, 2, 3]);
    expect(series.toTypedArray()).toEqual(Float64Array.of(1, 2, 3));
    expect(series.get(-1)).toBe(3);
    expect(() => series.get(3)).toThrow("has 3 values, and none at 3");
    expect(frame.column("id").nullCount).toBe(1);
    expect(() => frame.column("id").toTypedArray()).toThrow("has nulls");
    expect(() => frame.column("nme")).toThrow('Did you mean "name"?');
    expect(series.equals(Series("v", [1, 2, 3]))).toBe(true);
    expect(series.equals(Series("v", [1, 2, 4]))).toBe(false);
  });

  test("[SRT-12] choosing, renaming and slicing are views", () => {
    const view = frame.select("score", "id").rename({ id: "key" }).slice(-2, 5);
    expect(view.toRecords()).toEqual([
      { score: Number.NaN, key: 2n },
      { score: 3, key: null },
    ]);
    expect(view.data.chunks[0]!.columns[0]!.data.buffer).toBe(frame.data.chunks[0]!.columns[2]!.data.buffer);
    expect(frame.tail(1).toRecords()[0]).toMatchObject({ name: "c" });
    expect(frame.head(0).height).toBe(0);
    expect(asked.plan).toBeNull();
    frame.filter(col("id").gt(1));
    expect(asked.plan).toMatchObject({ kind: "filter" });
    expect(() => frame.filter(col("nope").gt(1))).toThrow("Column not found");
    expect(() => frame.join(staff(), { leftOn: "id", rightOn: "age" })).toThrow("begin with frame.lazy()");
    expect(frame.lazy().join(frame, { on: "id" }).plan()).toMatchObject({ kind: "join" });
  });

  test("[SCH-34] frames cannot be changed", () => {
    expect(() => Object.assign(frame, { data: null })).toThrow(TypeError);
  });

  test("[JOI-24] frames stand below or beside one another", () => {
    const twice = concat([frame, frame]);
    expect(twice.height).toBe(6);
    expect(twice.slice(3).equals(frame)).toBe(true);
    const beside = concat([frame.select("id"), DataFrame({ x: [true] })], { how: "horizontal" });
    expect(beside.column("x").toArray()).toEqual([true, null, null]);
    expect(() => concat([frame, frame], { how: "horizontal" })).toThrow('Two columns are named "id"');
    expect(() => concat([])).toThrow("at least one frame");
  });

  test("[SRT-10] describe counts and orders", () => {
    const described = DataFrame({ v: [1, 2, 3, 4, null], s: ["b", "a", null, null, null] }).describe();
    expect(described.toObject()).toEqual({
      statistic: ["count", "null_count", "mean", "std", "min", "25%", "50%", "75%", "max"],
      v: [4, 1, 2.5, Math.sqrt(5 / 3), 1, 2, 3, 3, 4],
      s: ["2", "3", null, null, "a", null, null, null, "b"],
    });
  });

  test("batches come as frames", async () => {
    const heights: number[] = [];
    for await (const batch of frame.lazy().batches()) heights.push(batch.height);
    expect(heights).toEqual([2, 1]);
  });
});

describe("tables", () => {
  test("[S-03] a small table", () => {
    const table = DataFrame({ engine: ["streaming", "pandas"], seconds: [19.7, 318], memory_mb: [0.82, 52051.3] });
    expect(`${table}`).toBe(
      [
        "shape: (2, 3)",
        "┌───────────┬─────────┬───────────┐",
        "│ engine    ┆ seconds ┆ memory_mb │",
        "│ ---       ┆ ---     ┆ ---       │",
        "│ String    ┆ Float64 ┆ Float64   │",
        "╞═══════════╪═════════╪═══════════╡",
        "│ streaming ┆ 19.7    ┆ 0.82      │",
        "│ pandas    ┆ 318.0   ┆ 52051.3   │",
        "└───────────┴─────────┴───────────┘",
      ].join("\n"),
    );
  });

  test("[DIA-18] long, wide and empty tables are cut", () => {
    const rows = Array.from({ length: 30 }, (_, i) => i);
    const wide = DataFrame(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`c${i}`, rows])));
    const printed = wide.toString({ maxRows: 4, maxColumns: 3 });
    expect(printed).toBe(
      [
        "shape: (30, 12)",
        "┌─────────┬─────────┬───┬─────────┐",
        "│ c0      ┆ c1      ┆ … ┆ c11     │",
        "│ ---     ┆ ---     ┆   ┆ ---     │",
        "│ Float64 ┆ Float64 ┆   ┆ Float64 │",
        "╞═════════╪═════════╪═══╪═════════╡",
        "│ 0.0     ┆ 0.0     ┆ … ┆ 0.0     │",
        "│ 1.0     ┆ 1.0     ┆ … ┆ 1.0     │",
        "│ …       ┆ …       ┆ … ┆ …       │",
        "│ 28.0    ┆ 28.0    ┆ … ┆ 28.0    │",
        "│ 29.0    ┆ 29.0    ┆ … ┆ 29.0    │",
        "└─────────┴─────────┴───┴─────────┘",
      ].join("\n"),
    );
    const lines = wide.toString({ maxWidth: 60 }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(`${DataFrame({}, { schema: { a: Int32 } })}`).toContain("shape: (0, 1)\n┌───────┐\n│ a     │");
    const odd = DataFrame({ s: ["line\nbreak", "x".repeat(50)], f: [1e20, 1e-9], d: [null, null] });
    expect(`${odd}`).toContain("line\\nbreak");
    expect(`${odd}`).toContain(`${"x".repeat(31)}…`);
    expect(`${odd}`).toContain("1e+20");
  });
});
