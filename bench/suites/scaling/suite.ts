import { col } from "millrace";
import type { Suite } from "../../src/suite.ts";
import { groupbyData } from "../groupby/data.ts";

/** How time grows with rows (1, 2, 4, 8 times) and falls with threads (1, 2). */
export const suite: Suite = {
  name: "scaling",
  title: "Rows and threads",
  size: { option: "rows", default: 2_000_000 },
  factors: [1, 2, 4, 8],
  threads: [1, 2],
  data: groupbyData,
  queries: [
    {
      name: "filter",
      sql: "select sum(v1) as v1, sum(v3) as v3 from x where v2 > 5 and id4 < 50",
      build: ({ x }) => x!.filter(col("v2").gt(5).and(col("id4").lt(50))).select(col("v1").sum(), col("v3").sum()),
    },
    {
      name: "groupby",
      sql: "select id6, sum(v1) as v1, sum(v2) as v2, sum(v3) as v3 from x group by id6",
      build: ({ x }) => x!.groupBy("id6").agg(col("v1").sum(), col("v2").sum(), col("v3").sum()),
    },
    {
      name: "text",
      sql: "select id3, sum(v1) as v1, avg(v3) as v3 from x group by id3",
      build: ({ x }) => x!.groupBy("id3").agg(col("v1").sum(), col("v3").mean()),
    },
    {
      name: "sort",
      sql: "select id6, v3 from x order by id6, v3",
      build: ({ x }) => x!.select("id6", "v3").sort(["id6", "v3"]),
      output: "parquet",
      sortedBy: ["id6", "v3"],
    },
  ],
};
