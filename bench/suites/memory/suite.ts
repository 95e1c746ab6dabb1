import { col, len } from "millrace";
import type { Suite } from "../../src/suite.ts";
import { memoryData } from "./data.ts";

const six = ["id1", "id2", "id3", "id4", "id5", "id6"] as const;

/** Work whose state is larger than a small memory cap, under three caps and under none. */
export const suite: Suite = {
  name: "memory",
  title: "State beyond the memory cap",
  memoryCaps: ["128MB", "192MB", "256MB", null],
  size: { option: "rows", default: 10_000_000 },
  data: memoryData,
  queries: [
    {
      name: "sort",
      sql: "select * from x order by id6, v3",
      build: ({ x }) => x!.sort(["id6", "v3"]),
      output: "parquet",
      sortedBy: ["id6", "v3"],
    },
    {
      name: "groupby",
      sql: `select ${six.join(", ")}, sum(v3) as v3, count(*) as n from x group by ${six.join(", ")}`,
      build: ({ x }) => x!.groupBy(...six).agg(col("v3").sum(), len().alias("n")),
      output: "parquet",
    },
    {
      name: "sort-text",
      sql: "select id1, id3, v3 from x order by id3, id1, v3",
      build: ({ x }) => x!.select("id1", "id3", "v3").sort(["id3", "id1", "v3"]),
      output: "parquet",
      sortedBy: ["id3", "id1", "v3"],
    },
    {
      name: "unique",
      sql: "select distinct id3, id6, v2 from x",
      build: ({ x }) => x!.select("id3", "id6", "v2").unique(),
      output: "parquet",
    },
    {
      name: "join",
      sql: "select k, a, b, c, d from left_side join right_side using (k)",
      build: ({ left_side, right_side }) => left_side!.join(right_side!, { on: "k", how: "inner" }),
      output: "parquet",
    },
  ],
};
