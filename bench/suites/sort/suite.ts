import type { Suite } from "../../src/suite.ts";
import { groupbyData } from "../groupby/data.ts";

/** Whole rows of nine columns put in order and written to Parquet. */
export const suite: Suite = {
  name: "sort",
  title: "Sort to Parquet",
  size: { option: "rows", default: 10_000_000 },
  data: groupbyData,
  queries: [
    {
      name: "q1",
      sql: "select * from x order by id6, v3",
      build: ({ x }) => x!.sort(["id6", "v3"]),
      output: "parquet",
      sortedBy: ["id6", "v3"],
    },
    {
      name: "q2",
      sql: "select id1, id3, v3 from x order by id3, id1, v3 desc",
      build: ({ x }) => x!.select("id1", "id3", "v3").sort(["id3", "id1", "v3"], { descending: [false, false, true] }),
      output: "parquet",
      sortedBy: ["id3", "id1", "-v3"],
    },
  ],
};
