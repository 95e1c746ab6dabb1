import type { JoinOptions, LazyFrame } from "millrace";
import type { Query, Suite } from "../../src/suite.ts";
import { joinData } from "./data.ts";

type RightTable = "small" | "medium" | "big";

/** The columns of each right table, but for its values. */
const rightColumns: Readonly<Record<RightTable, readonly string[]>> = {
  small: ["id1", "id4"],
  medium: ["id1", "id2", "id4", "id5"],
  big: ["id1", "id2", "id3", "id4", "id5", "id6"],
};

const leftColumns = ["id1", "id2", "id3", "id4", "id5", "id6", "v1"];

/** Every column of both sides, the key once; the right side's are named after their table. */
function question(name: string, right: RightTable, key: string, how: "inner" | "left" = "inner"): Query {
  const payload = rightColumns[right].filter((column) => column !== key);
  const selected = [
    ...leftColumns.map((column) => `x.${column}`),
    ...payload.map((column) => `${right}.${column} as ${right}_${column}`),
    `${right}.v2`,
  ];
  const renamed = Object.fromEntries(payload.map((column) => [column, `${right}_${column}`]));
  const options: JoinOptions = { on: key, how };
  return {
    name,
    sql: `select ${selected.join(", ")} from x ${how} join ${right} on x.${key} = ${right}.${key}`,
    build: (tables): LazyFrame => tables["x"]!.join(tables[right]!.rename(renamed), options),
  };
}

/** The five join questions of db-benchmark. */
export const suite: Suite = {
  name: "join",
  title: "db-benchmark, join",
  size: { option: "rows", default: 10_000_000 },
  data: joinData,
  queries: [
    question("q1", "small", "id1"),
    question("q2", "medium", "id2"),
    question("q3", "medium", "id2", "left"),
    question("q4", "medium", "id5"),
    question("q5", "big", "id3"),
  ],
};
