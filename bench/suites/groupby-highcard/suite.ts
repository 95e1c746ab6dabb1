import { col, len } from "millrace";
import type { Suite } from "../../src/suite.ts";
import { csvData } from "../csv/data.ts";

const six = ["id1", "id2", "id3", "id4", "id5", "id6"] as const;

/** Nearly as many groups as rows, from CSV, without a cap and under one that their state is far beyond. */
export const suite: Suite = {
  name: "groupby-highcard",
  title: "Group-by of high cardinality, from CSV",
  size: { option: "rows", default: 10_000_000 },
  memoryCaps: ["256MB", null],
  data: csvData,
  queries: [
    {
      name: "groups",
      sql: `select ${six.join(", ")}, sum(v3) as v3, count(*) as n from x group by ${six.join(", ")}`,
      build: ({ x }) => x!.groupBy(...six).agg(col("v3").sum(), len().alias("n")),
      output: "parquet",
    },
  ],
};
