import { col, len } from "millrace";
import type { Suite } from "../../src/suite.ts";
import { csvData } from "./data.ts";

/** One large CSV file: read in whole, in part, counted, and turned into Parquet. */
export const suite: Suite = {
  name: "csv",
  title: "CSV",
  size: { option: "rows", default: 10_000_000 },
  data: csvData,
  queries: [
    {
      name: "q1",
      sql: `select max(id1) as id1, min(id2) as id2, max(id3) as id3, sum(id4) as id4, sum(id5) as id5, sum(id6) as id6,
        sum(v1) as v1, sum(v2) as v2, sum(v3) as v3 from x`,
      build: ({ x }) =>
        x!.select(
          col("id1").max(),
          col("id2").min(),
          col("id3").max(),
          ...["id4", "id5", "id6", "v1", "v2", "v3"].map((name) => col(name).sum()),
        ),
    },
    {
      name: "q2",
      sql: "select id6, sum(v3) as v3 from x group by id6",
      build: ({ x }) => x!.groupBy("id6").agg(col("v3").sum()),
    },
    {
      name: "q3",
      sql: "select count(*) as n from x",
      build: ({ x }) => x!.select(len().alias("n")),
    },
    {
      name: "q4",
      sql: "select * from x",
      build: ({ x }) => x!,
      output: "parquet",
    },
  ],
};
