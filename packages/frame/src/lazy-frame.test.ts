import type { FrameData } from "@millrace/core";
import { Float64, Int32, Int64, OptionError, TimeoutError, typeName } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { explainLogical } from "@millrace/plan";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { anyFile, staffSchema } from "./testing/staff-file.ts";

vi.mock("./engine-port.ts", async () => {
  const { fakeEngine } = await import("./testing/fake-engine.ts");
  return { enginePort: fakeEngine(staffSchema) };
});
vi.mock("./files-port.ts", () => ({ filesPort: anyFile }));

const {
  col,
  concat,
  concatStr,
  DataFrame,
  date,
  datetime,
  len,
  LazyFrame,
  lit,
  readCsv,
  scanCsv,
  scanIterator,
  scanParquet,
  sum,
  when,
} = await import("./index.ts");
const { enginePort } = await import("./engine-port.ts");
const { asked } = enginePort as unknown as ReturnType<typeof import("./testing/fake-engine.ts").fakeEngine>;

const staff = (): InstanceType<typeof LazyFrame> => scanCsv("staff.csv");
const text = (frame: { plan(): LogicalPlan }): string => explainLogical(frame.plan());

beforeEach(() => {
  asked.plan = null;
  asked.target = null;
  asked.inferred = 0;
});

describe("expressions", () => {
  test("[EXP-02] numbers have no type of their own, text beside a comparison is a constant", () => {
    expect(col("a").gt(21).node).toMatchObject({
      kind: "call",
      function: "gt",
      args: [
        { kind: "column", name: "a" },
        { kind: "literal", value: 21n, type: Int64, dynamic: true },
      ],
    });
    expect(col("a").mul(1.5).node).toMatchObject({ args: [{}, { value: 1.5, type: Float64, dynamic: true }] });
    expect(col("a").eq("x").node).toMatchObject({ args: [{}, { kind: "literal", value: "x" }] });
    expect(when(col("a").gt(1)).then("b").otherwise(lit("c")).node).toMatchObject({
      // biome-ignore lint/suspicious/noThenProperty: a field of plan data
      branches: [{ then: { kind: "column", name: "b" } }],
      otherwise: { kind: "literal", value: "c" },
    });
    expect(lit(5, Int32).node).toMatchObject({ value: 5n, type: Int32, dynamic: false });
    expect(lit(new Date(1)).node).toMatchObject({ value: 1000n, type: { kind: "datetime" } });
    expect(() => lit(300, { kind: "int8" })).toThrow("does not fit the type Int8");
  });

  test("[TMP-07] dates count months from 1 and must exist", () => {
    expect(date("2024-01-01").node).toMatchObject({ value: 19723n, type: { kind: "date" } });
    expect(date(2024, 1, 1).node).toEqual(date("2024-01-01").node);
    expect(datetime(2024, 1, 1, 8, 30).node).toEqual(datetime("2024-01-01T08:30").node);
    expect(() => date(2024, 2, 30)).toThrow("There is no such day");
    expect(() => datetime("yesterday")).toThrow("There is no such time");
  });

  test("function names and options are those of the catalogue", () => {
    const calls = [
      col("s").str.contains("x", { literal: true }),
      col("s").str.split("-").list.get(1, { nullOnOob: true }),
      col("s").str.toDatetime("%Y", { strict: false }),
      col("v").isBetween(1, 2, "left"),
      col("v").round(3),
      col("v").isIn([1, 2]),
      concatStr([lit("USER-"), "id"], { separator: "/" }),
    ].map(({ node }) => (node.kind === "call" ? [node.function, node.args.length, node.options] : null));
    expect(calls).toEqual([
      ["str.contains", 2, { literal: true }],
      ["list.get", 2, { nullOnOob: true }],
      ["str.toDatetime", 1, { format: "%Y", strict: false }],
      ["isBetween", 3, { closed: "left" }],
      ["round", 1, { decimals: 3 }],
      ["isIn", 3, {}],
      ["concatStr", 2, { separator: "/", ignoreNulls: false }],
    ]);
  });

  test("[EXP-11] a conditional without otherwise is null elsewhere, and goes on", () => {
    const node = when(col("a").gt(2)).then(lit("x")).when(col("a").gt(1)).then(lit("y")).node;
    expect(node).toMatchObject({ kind: "conditional", branches: [{}, {}], otherwise: { value: null } });
  });

  test("old names name those of today", () => {
    expect(() => (col("a") as unknown as { gtEq: unknown }).gtEq).toThrow(
      'Expr has no method "gtEq": it is called ge()',
    );
    expect(() => (staff() as unknown as { groupby: unknown }).groupby).toThrow("it is called groupBy()");
    expect(() => (staff() as unknown as { with_column: unknown }).with_column).toThrow(OptionError);
    expect(() => (DataFrame() as unknown as { writeCSV: unknown }).writeCSV).toThrow("writeCsv()");
  });
});

describe("plans", () => {
  test("[S-36] a chain runs nothing, and its base stays as it is", async () => {
    const base = staff().filter(col("age").gt(21));
    const query = base
      .withColumns(col("salary").mul(1.1).alias("adjusted_salary"))
      .groupBy("department")
      .agg(col("adjusted_salary").mean().alias("avg_salary"))
      .sort("avg_salary", { descending: true });
    expect(asked).toMatchObject({ plan: null, inferred: 0 });
    const before = text(base);
    expect(
      text(query)
        .split("\n")
        .map((line) => line.trim().split(" ")[0]),
    ).toEqual(["SORT", "AGGREGATE", "PROJECT", "FILTER", "CSV"]);
    expect(text(base)).toBe(before);
    expect((await query.collectSchema()).toString()).toBe("Schema { department: String, avg_salary: Float64 }");
    expect(asked.plan).toBeNull();
  });

  test("[EXP-03] withColumns replaces in place and appends", async () => {
    const schema = await staff()
      .withColumns({ salary: lit("x"), bonus: col("age") })
      .collectSchema();
    expect([...schema].map(([name, type]) => `${name} ${typeName(type)}`)).toEqual([
      "age Int64",
      "salary String",
      "department String",
      "bonus Int64",
    ]);
    await expect(staff().withColumns(col("age"), col("salary").alias("age")).collectSchema()).rejects.toThrow(
      'named "age"',
    );
  });

  test("[EXP-01] several columns repeat an expression; a missing one is named", async () => {
    expect((await staff().select(col("*").max()).collectSchema()).names()).toEqual(["age", "salary", "department"]);
    expect((await staff().select(sum("age", "salary")).collectSchema()).names()).toEqual(["age", "salary"]);
    await expect(staff().select("salry").collect()).rejects.toThrow('Did you mean "salary"?');
    await expect(staff().select(col("age", "slary")).collect()).rejects.toThrow('Did you mean "salary"?');
    expect(() => col("a", "b").add(col("c", "d"))).toThrow("one list of columns");
  });

  test("[EXP-28] the leftmost name is the output's", async () => {
    const schema = await staff()
      .select(col("salary").div(col("age").pow(2)), len(), lit(1).add(col("age")))
      .collectSchema();
    expect(schema.names()).toEqual(["salary", "len", "literal"]);
  });

  test("[EXP-06] aggregates alone aggregate, beside columns they stand in every row", () => {
    expect(staff().select(col("age").sum(), len()).plan()).toMatchObject({ kind: "aggregate", keys: [] });
    const mixed = staff()
      .select("age", col("age").sub(col("age").mean()).alias("d"))
      .plan();
    expect(mixed).toMatchObject({
      kind: "project",
      input: { kind: "join", type: "cross", right: { kind: "aggregate" } },
    });
    expect(
      staff()
        .filter(col("age").gt(col("age").mean()))
        .plan(),
    ).toMatchObject({
      kind: "project",
      columns: [{ name: "age" }, { name: "salary" }, { name: "department" }],
      input: { kind: "filter" },
    });
  });

  test("[GRP-05] agg takes expressions, lists and records", async () => {
    const schema = await staff()
      .groupBy("department", { maintainOrder: true })
      .agg(len(), [col("age").max()], { salary: "mean" }, { total: col("age").sum() })
      .collectSchema();
    expect(schema.names()).toEqual(["department", "len", "age", "salary", "total"]);
    expect(() =>
      staff()
        .groupBy("department")
        .agg({ age: "avg" as "mean" }),
    ).toThrow('agg knows no function "avg"');
    expect(() => staff().groupBy("department", { maintain_order: true } as object)).toThrow(
      'Did you mean "maintainOrder"?',
    );
    await expect(staff().groupBy("department").agg("age").collectSchema()).rejects.toThrow("has many values a group");
  });

  test("[JOI-10] keys, kinds and options of joins are checked at once", () => {
    const other = staff();
    expect(staff().join(other, { on: "age" }).plan()).toMatchObject({ kind: "join", type: "inner", coalesce: true });
    expect(staff().join(other, { leftOn: "age", rightOn: "salary", how: "full" }).plan()).toMatchObject({
      coalesce: false,
    });
    expect(() => staff().join(other, { on: "age", leftOn: "age" })).toThrow("not both");
    expect(() => staff().join(other, { leftOn: ["age", "salary"], rightOn: "age" })).toThrow("leftOn has 2, rightOn 1");
    expect(() => staff().join(other, {})).toThrow("join needs keys");
    expect(() => staff().join(other, { on: "age", how: "cross" })).toThrow("A cross join has no keys");
    expect(() => staff().join(other, { on: "age", how: "outer" as "full" })).toThrow('is called "full"');
    expect(() => staff().join(other, { on: "age", validate: "1:n" as "1:m" })).toThrow("validate is one of");
  });

  test("[JOI-14] key types that do not agree are refused before the run", async () => {
    await expect(staff().join(staff(), { leftOn: "age", rightOn: "department" }).collect()).rejects.toThrow(
      "Int64 and String",
    );
    expect(asked.plan).toBeNull();
  });

  test("[SRT-03] topK and bottomK are sorts with a limit, nulls last", () => {
    expect(staff().topK(3, { by: "age" }).plan()).toMatchObject({
      kind: "sort",
      limit: 3,
      keys: [{ descending: true, nullsLast: true }],
    });
    expect(
      staff()
        .bottomK(3, { by: ["age", "salary"], reverse: [false, true] })
        .plan(),
    ).toMatchObject({
      keys: [{ descending: false }, { descending: true }],
    });
    expect(() => staff().sort(["age", "salary"], { descending: [true] })).toThrow("1 entries for 2 keys");
  });

  test("[SCH-33] drop, rename, unique and row numbers", async () => {
    expect((await staff().drop("age").collectSchema()).names()).toEqual(["salary", "department"]);
    await expect(staff().drop("nope").collectSchema()).rejects.toThrow("Column not found");
    expect((await staff().drop("nope", { strict: false }).collectSchema()).length).toBe(3);
    expect((await staff().rename({ age: "salary", salary: "age" }).collectSchema()).names()).toEqual([
      "salary",
      "age",
      "department",
    ]);
    expect(staff().unique({ subset: "age", keep: "first" }).plan()).toMatchObject({
      kind: "unique",
      subset: ["age"],
      keep: "first",
    });
    expect((await staff().withRowIndex().collectSchema()).names()[0]).toBe("index");
  });

  test("[JOI-25] concat fills missing columns when asked to", async () => {
    const narrow = staff().select("department", col("age").cast(Float64));
    await expect(concat([staff(), narrow]).collectSchema()).rejects.toThrow("different columns");
    await expect(concat([staff(), narrow], { how: "verticalRelaxed" }).collectSchema()).rejects.toThrow(
      "diagonalRelaxed",
    );
    const schema = await concat([staff(), narrow], { how: "diagonalRelaxed" }).collectSchema();
    expect(schema.toJSON()).toEqual({ age: "Float64", salary: "Float64", department: "String" });
  });

  test("[S-38] a scan takes no list of columns, collect no old options", async () => {
    expect(() => scanCsv("x.csv", { with_columns: ["a"] } as object)).toThrow(".select(");
    expect(() => scanParquet("x.parquet", { columns: ["a"] } as object)).toThrow('scanParquet has no option "columns"');
    await expect(readCsv("x.csv", { as_streaming: true } as object)).rejects.toThrow('engine: "streaming"');
    await expect(staff().collect({ as_streaming: true } as object)).rejects.toThrow(OptionError);
    expect(() => scanCsv([])).toThrow("scanCsv takes a path");
  });

  test("sinks part their options from the query's", async () => {
    await staff().sinkParquet("out.parquet", { compression: "snappy", threads: 2, mkdir: true });
    expect(asked.target).toEqual({
      kind: "parquet",
      path: "out.parquet",
      options: { compression: "snappy" },
      mkdir: true,
    });
    await expect(staff().sinkParquet("o", { compression: "zip" as "zstd" })).rejects.toThrow("compression is one of");
    await expect(staff().sinkCsv("o", { separator: "||" })).rejects.toThrow("one ASCII character");
  });

  test("to find the columns counts as time of the query", async () => {
    const inferred = vi.spyOn(enginePort, "inferScanSchema").mockImplementation(() => {
      const end = performance.now() + 5;
      while (performance.now() < end);
      return staffSchema;
    });
    await expect(staff().collect({ timeoutMs: 2 })).rejects.toThrow(TimeoutError);
    inferred.mockRestore();
    expect(asked.plan).toBeNull();
  });

  test("explain chooses its level", async () => {
    expect(await staff().explain()).toBe("optimized text scan");
    expect(await staff().explain({ optimized: false })).toBe("logical text scan");
    expect(await staff().explain({ engine: "streaming" })).toBe("physical text scan");
    await expect(staff().explain({ level: "full" as "logical" })).rejects.toThrow("level is one of");
  });

  test("printing shows the plan and the way to the rows", () => {
    expect(`${staff().head(2)}`).toBe(
      'LazyFrame: nothing has run yet, "await frame.collect()" gives the rows\n\nLIMIT 2\n  CSV SCAN staff.csv',
    );
    expect(`${staff().select("nope")}`).toContain('Column not found: "nope"');
  });

  test("a stream of rows becomes frames of its schema", async () => {
    const lazy = scanIterator([[{ a: 1n }], [{ a: 2n }, {}]], { a: Int64 });
    expect(lazy.plan()).toMatchObject({ kind: "scan", source: { kind: "stream", id: 7 } });
    const frames: FrameData[] = [];
    for await (const frame of asked.streamed!) frames.push(frame);
    expect(frames.map((frame) => frame.numRows)).toEqual([1, 2]);
  });
});
