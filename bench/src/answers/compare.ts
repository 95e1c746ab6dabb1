import { readFileSync } from "node:fs";
import { extname } from "node:path";
import type { AnswerRows } from "../case.ts";
import type { Query } from "../suite.ts";
import { compareFiles } from "./compare-files.ts";
import { compareRows } from "./compare-rows.ts";

/** Where the answer to a query in one file differs from that in another, as one sentence, or null; small answers are JSON. */
export function compareAnswers(
  query: Query,
  actual: string,
  expected: string,
  tempFolder: string,
  nanIsNull = false,
): Promise<string | null> {
  const isSmall = (path: string): boolean => extname(path) === ".json";
  if (isSmall(actual) !== isSmall(expected)) {
    // The number of rows decides on the form.
    return Promise.resolve("the number of rows is another");
  }
  if (!isSmall(actual))
    return compareFiles(actual, expected, { tempFolder, sortedBy: query.sortedBy ?? [], nanIsNull });
  return Promise.resolve(compareRows(readRows(actual), readRows(expected), { nanIsNull }));
}

function readRows(path: string): AnswerRows {
  return JSON.parse(readFileSync(path, "utf8")) as AnswerRows;
}
