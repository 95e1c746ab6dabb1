import { join } from "node:path";
import { runPipeline } from "@millrace/jobs";
import type { Row } from "millrace";
import { DataFrame } from "millrace";
import { beforeAll, expect, test } from "vitest";
import { testFolder } from "./fixtures.ts";

const folder = testFolder("steps");
const left = join(folder, "left.parquet");
const right = join(folder, "right.parquet");

beforeAll(async () => {
  await DataFrame({
    k: ["a", "b", "a", null],
    n: [3, 1, 2, null],
    at: ["2024-01-15T10:20:30", "2024-06-01T00:00:00", "2023-12-31T23:00:00"]
      .map((text) => new Date(`${text}Z`))
      .concat([null!]),
    born: ["1990-01-16", "2000-06-01", "1960-02-29"].map((text) => new Date(text)).concat([null!]),
    text: [" Abc ", "x", null, "5"],
  }).writeParquet(left);
  await DataFrame({ k: ["a", "c"], n: [10, 30] }).writeParquet(right);
});

/** The rows of a job of these steps over the two tables. */
async function run(...steps: object[]): Promise<Row[]> {
  const inputs = { left: { path: left }, right: { path: right } };
  const [first, ...others] = steps;
  const transforms = [
    { id: "s0", input: "left", ...first },
    ...others.map((step, i) => ({ id: `s${i + 1}`, ...step })),
  ];
  const { result } = await runPipeline({ name: "steps", inputs, transforms });
  return result.toRecords();
}

/** The values of one derived column. */
async function derive(column: object): Promise<unknown[]> {
  const rows = await run({ type: "with_columns", columns: [{ name: "new", ...column }] });
  return rows.map((row) => row["new"]);
}

const select = { type: "select", columns: ["k", "n"] };

test("[CFG-07] a step takes the step before, or any earlier id", async () => {
  const rows = await run({ type: "filter", where: { column: "k", eq: "a" } }, select, {
    type: "join",
    left: "s0",
    right: "s1",
    on: "n",
    how: "semi",
  });
  expect(rows.map((row) => [row["k"], row["text"]])).toEqual([
    ["a", " Abc "],
    ["a", null],
  ]);
});

test("[CFG-12] filter, select, sort, limit", async () => {
  expect(await run(select, { type: "sort", by: [{ column: "n", descending: true, nulls_last: true }] })).toEqual([
    { k: "a", n: 3 },
    { k: "a", n: 2 },
    { k: "b", n: 1 },
    { k: null, n: null },
  ]);
  expect(
    await run(select, { type: "sort", by: ["k", "n"], nulls_last: true }, { type: "limit", rows: 2, offset: 1 }),
  ).toEqual([
    { k: "a", n: 3 },
    { k: "b", n: 1 },
  ]);
  expect(
    await run(select, {
      type: "filter",
      where: [
        { column: "n", ge: 2 },
        { column: "k", eq: "a" },
      ],
    }),
  ).toHaveLength(2);
});

test("[CFG-12] unique, drop, rename", async () => {
  const first = { type: "unique", columns: "k", keep: "first", maintain_order: true };
  expect((await run(select, first)).map((row) => row["n"])).toEqual([3, 1, null]);
  expect(Object.keys((await run({ type: "drop", columns: ["at", "born"] }))[0]!)).toEqual(["k", "n", "text"]);
  expect(Object.keys((await run(select, { type: "rename", columns: { k: "key" } }))[0]!)).toEqual(["key", "n"]);
});

test("[CFG-08] every kind of join, suffix, other keys", async () => {
  const join = async (options: object): Promise<Row[]> =>
    run(
      select,
      { type: "join", left: "s0", right: "right", ...options },
      { type: "sort", by: ["k", "n"], nulls_last: true },
    );
  expect(await join({ on: "k", suffix: "_r" })).toEqual([
    { k: "a", n: 2, n_r: 10 },
    { k: "a", n: 3, n_r: 10 },
  ]);
  expect(await join({ left_on: ["k"], right_on: ["k"], how: "left" })).toHaveLength(4);
  expect(await join({ on: "k", how: "full", coalesce: true })).toHaveLength(5);
  expect(await join({ on: "k", how: "semi" })).toHaveLength(2);
  expect((await join({ on: "k", how: "anti" })).map((row) => row["k"])).toEqual(["b", null]);
  expect(await join({ how: "cross" })).toHaveLength(8);
  await expect(join({ on: "k", validate: "1:1" })).rejects.toThrow(
    expect.objectContaining({ code: "JOIN_VALIDATION" }),
  );
});

test("[CFG-10] group-by keys are columns, derived columns, or parts of a time column", async () => {
  const aggregations = [{ function: "len", alias: "rows" }];
  const sort = { type: "sort", by: ["year"], nulls_last: true };
  const byName = await run({ type: "group_by", keys: ["year"], time_column: "at", aggregations }, sort);
  expect(byName).toEqual([
    { year: 2023, rows: 1 },
    { year: 2024, rows: 2 },
    { year: null, rows: 1 },
  ]);
  const key = { name: "year", column: "at", function: "year" };
  expect(await run({ type: "group_by", keys: [key], aggregations }, sort)).toEqual(byName);
  expect(
    await run({ type: "derive", columns: [key] }, { type: "group_by", keys: ["year"], aggregations }, sort),
  ).toEqual(byName);
});

test("[CFG-12] with_columns: parts of dates and times", async () => {
  expect(await derive({ column: "at", function: "month" })).toEqual([1, 6, 12, null]);
  expect(await derive({ column: "at", function: "hour" })).toEqual([10, 0, 23, null]);
  expect(await derive({ column: "at", function: "truncate", every: "1mo" })).toEqual(
    ["2024-01-01", "2024-06-01", "2023-12-01"].map((text) => new Date(text)).concat([null!]),
  );
  // The birthday itself counts, the day before does not.
  expect(await derive({ column: "at", function: "years_since", since: "born" })).toEqual([33n, 24n, 63n, null]);
});

test("with_columns: numbers, texts, constants", async () => {
  expect(await derive({ column: "n", function: "mul", value: 2 })).toEqual([6, 2, 4, null]);
  expect(await derive({ column: "n", function: "add", value: { column: "n" } })).toEqual([6, 2, 4, null]);
  expect(await derive({ column: "n", function: "clip", min: 2 })).toEqual([3, 2, 2, null]);
  expect(await derive({ column: "n", function: "fill_null", value: 0 })).toEqual([3, 1, 2, 0]);
  expect(await derive({ column: "n", function: "cast", to: "String" })).toEqual(["3.0", "1.0", "2.0", null]);
  expect(await derive({ column: "text", function: "cast", to: "Int32", strict: false })).toEqual([null, null, null, 5]);
  expect(await derive({ column: "text", function: "strip" })).toEqual(["Abc", "x", null, "5"]);
  expect(await derive({ value: "all" })).toEqual(["all", "all", "all", "all"]);
  expect(await derive({ concat: ["k", { value: "-" }, "k"] })).toEqual(["a-a", "b-b", "a-a", null]);
  expect(await derive({ coalesce: ["text", "k"] })).toEqual([" Abc ", "x", "a", "5"]);
});

test("with_columns: classes of numbers, with and without labels", async () => {
  const labels = ["low", "middle", "high"];
  expect(await derive({ cut: { column: "n", breaks: [2, 3], labels } })).toEqual(["high", "low", "middle", null]);
  expect(await derive({ cut: { column: "n", breaks: [2, 3] } })).toEqual([">=3", "<2", "2-3", null]);
});

test("columns see those before them", async () => {
  const rows = await run({
    type: "with_columns",
    columns: [
      { name: "double", column: "n", function: "mul", value: 2 },
      { name: "more", column: "double", function: "add", value: 1 },
    ],
  });
  expect(rows.map((row) => row["more"])).toEqual([7, 3, 5, null]);
});
