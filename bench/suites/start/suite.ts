import type { Suite } from "../../src/suite.ts";
import { groupbyData } from "../groupby/data.ts";

/** From the start of a process to the first row of a Parquet file; one small program for each engine. */
export const suite: Suite = {
  name: "start",
  title: "Process start to first row",
  size: { option: "rows", default: 10_000_000 },
  startPrograms: true,
  data: groupbyData,
  queries: [{ name: "head", sql: "select * from x limit 5", build: ({ x }) => x!.head(5) }],
};
