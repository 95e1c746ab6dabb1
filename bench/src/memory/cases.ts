import type { LazyFrame } from "millrace";
import { col, concat, len, lit } from "millrace";
import type { TableName } from "./tables.ts";

/** Tables as the case's query sees them. */
export type Tables = Readonly<Record<TableName, LazyFrame>>;

/** One thing to prove. */
export interface ProofCase {
  readonly name: string;
  /** How many times the limit the values of all tables are. */
  readonly factors: readonly number[];
  /** The tables, each with its part of the factor. */
  readonly tables: Readonly<Partial<Record<TableName, number>>>;
  readonly build: (tables: Tables) => LazyFrame;
  /** Where the rows go; a Parquet file where nothing is said. */
  readonly output?: "csv" | "batches";
  /** Rows of a row group of the output, where the default is too many. */
  readonly rowGroupSize?: number;
}

const usual = [4, 10] as const;
const many = [4, 10, 50] as const;
const one = { left: 1 } as const;
const two = { left: 0.5, right: 0.5 } as const;

const sums = (): ReturnType<typeof col>[] => [col("v").sum(), col("k").max().alias("most"), len().alias("n")];

/** Every operator that is there, then what is known to break such engines. */
export const proofCases: readonly ProofCase[] = [
  {
    name: "filter and select",
    factors: usual,
    tables: one,
    build: ({ left }) =>
      left.filter(col("few").lt(90)).select("k", "t", col("v").mul(2).add(col("few")).alias("x"), col("g")),
  },
  { name: "row index", factors: usual, tables: one, build: ({ left }) => left.select("k", "v").withRowIndex("row") },
  {
    name: "concat",
    factors: usual,
    tables: two,
    build: ({ left, right }) => concat([left.select("k", "t"), right.select("k", col("u").alias("t"))]),
  },
  { name: "head and slice", factors: usual, tables: one, build: ({ left }) => left.slice(1_000_000, 500_000) },
  {
    name: "first rows under a join",
    factors: usual,
    tables: two,
    build: ({ left, right }) =>
      left
        .filter(col("few").lt(80))
        .head(20_000_000)
        .join(right.select("k", "w"), { on: "k", how: "left" })
        .select("k", "t", "w"),
  },
  {
    name: "group-by, few groups",
    factors: usual,
    tables: one,
    build: ({ left }) => left.groupBy("few").agg(...sums(), col("v").mean().alias("mean"), col("v").std().alias("std")),
  },
  { name: "group-by, many groups", factors: many, tables: one, build: ({ left }) => left.groupBy("k").agg(...sums()) },
  {
    name: "group-by text",
    factors: usual,
    tables: one,
    build: ({ left }) => left.groupBy("t").agg(col("v").sum(), len().alias("n")),
  },
  { name: "unique", factors: usual, tables: one, build: ({ left }) => left.select("k", "g", "t").unique() },
  {
    name: "median by group",
    factors: usual,
    tables: one,
    build: ({ left }) => left.groupBy("g").agg(col("v").median(), col("k").median().alias("m")),
  },
  {
    name: "nUnique by group",
    factors: usual,
    tables: one,
    build: ({ left }) => left.groupBy("g").agg(col("t").nUnique(), col("v").nUnique()),
  },
  { name: "sort", factors: many, tables: one, build: ({ left }) => left.sort("k") },
  { name: "sort by text", factors: usual, tables: one, build: ({ left }) => left.sort(["t", "few"]) },
  { name: "top-k", factors: usual, tables: one, build: ({ left }) => left.sort("k").head(100_000) },
  {
    name: "join, inner",
    factors: many,
    tables: two,
    build: ({ left, right }) => left.join(right, { on: "k", how: "inner" }),
  },
  ...(["left", "right", "full", "semi", "anti"] as const).map(
    (how): ProofCase => ({
      name: `join, ${how}`,
      factors: usual,
      tables: two,
      build: ({ left, right }) => left.join(right, { on: "k", how }),
    }),
  ),
  {
    name: "join, cross",
    factors: usual,
    tables: { left: 1, days: 1 },
    build: ({ left, days }) =>
      left
        .filter(col("few").eq(3))
        .select("k", "v")
        .join(days.filter(col("day").lt(20)), { how: "cross" }),
  },
  {
    name: "sink to CSV",
    factors: usual,
    tables: one,
    build: ({ left }) => left.select("k", "t", "v"),
    output: "csv",
  },
  {
    name: "batches",
    factors: usual,
    tables: one,
    build: ({ left }) => left.filter(col("few").lt(50)),
    output: "batches",
  },
  {
    name: "wide strings in states",
    factors: usual,
    tables: { strings: 1 },
    build: ({ strings }) =>
      strings.groupBy("g").agg(col("t").min(), col("t").max().alias("most"), col("t").first().alias("f")),
  },
  {
    name: "median and nUnique of a column",
    factors: usual,
    tables: one,
    build: ({ left }) =>
      left.select(col("k").median().alias("m"), col("t").nUnique().alias("n"), col("t").max().alias("x")),
  },
  ...(["hot", "same"] as const).flatMap((key): ProofCase[] => {
    const keys = key === "hot" ? "half of the rows have one key" : "all keys equal";
    return [
      {
        name: `group-by, ${keys}`,
        factors: usual,
        tables: one,
        build: ({ left }) => left.groupBy(key).agg(...sums()),
      },
      {
        name: `median and nUnique, ${keys}`,
        factors: usual,
        tables: one,
        build: ({ left }) =>
          left.groupBy(key).agg(col("k").median(), col("t").nUnique(), col("t").min().alias("least")),
      },
      {
        name: `sort, ${keys}`,
        factors: usual,
        tables: one,
        build: ({ left }) => left.select(key, "v", "t").sort(key),
      },
      {
        name: `join, ${keys}`,
        factors: usual,
        tables: two,
        build: ({ left, right }) =>
          right
            .join(left.select(key, "v", "k"), { leftOn: "rare", rightOn: key, how: "left" })
            .select("n", "v", "w", "rare"),
      },
      {
        name: `anti join, ${keys}`,
        factors: usual,
        tables: two,
        build: ({ left, right }) => right.join(left, { leftOn: "rare", rightOn: key, how: "anti" }),
      },
    ];
  }),
  {
    name: "one row group of 1 GB",
    factors: [8],
    tables: { rowGroup: 1 },
    build: ({ rowGroup }) => rowGroup.filter(col("g").lt(500)).groupBy("k").agg(col("v").sum(), col("g").min()),
  },
  {
    name: "rows of 1 MB",
    factors: usual,
    tables: { megabytes: 1 },
    build: ({ megabytes }) => megabytes.sort("k"),
    rowGroupSize: 16,
  },
  {
    name: "two large joins",
    factors: usual,
    tables: two,
    build: ({ left, right }) =>
      left
        .select("k", "g", "v", "t")
        .join(right.select("k", "w", "n"), { on: "k", how: "inner" })
        .join(left.select("k", col("few").alias("f"), col("t").alias("t2")), { on: "k", how: "left" }),
  },
  {
    name: "sort of 300 runs",
    factors: [20],
    tables: one,
    build: ({ left }) => left.select("k", "g", "v", "t", lit(1).alias("one")).sort(["v", "k"]),
  },
];
