import type { Suite } from "../../src/suite.ts";
import { groupbyData } from "./data.ts";
import { groupbyQueries } from "./questions.ts";

/** The ten group-by questions of db-benchmark. */
export const suite: Suite = {
  name: "groupby",
  title: "db-benchmark, group-by",
  size: { option: "rows", default: 10_000_000 },
  data: groupbyData,
  queries: groupbyQueries,
};
