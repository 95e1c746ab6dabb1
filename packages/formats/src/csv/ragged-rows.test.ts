import { expect, test } from "vitest";
import { readCsv } from "./testing/read-csv.ts";
import { temporaryFile } from "./testing/temporary-file.ts";

const regular = (count: number): string => "1,2,3\n".repeat(count);

/** The rows of a file with three columns whose text behind the header is given. */
const rowsOf = (text: string) =>
  readCsv([temporaryFile(`a,b,c\n${text}`)], { truncateRaggedLines: true }, { columns: ["a", "b", "c"] }).rows;

const whole = [1n, 2n, 3n];

test.each([
  ["short rows that together have the fields of one", "4\n5\n6\n", [4n, 5n, 6n].map((a) => [a, null, null])],
  [
    "a short row in front of a long one",
    "4,5\n6,7,8,9\n",
    [
      [4n, 5n, null],
      [6n, 7n, 8n],
    ],
  ],
  [
    "a long row in front of a short one",
    "6,7,8,9\n4,5\n",
    [
      [6n, 7n, 8n],
      [4n, 5n, null],
    ],
  ],
  ["a blank line", "\n", []],
  ["three blank lines", "\n\n\n", []],
])("%s among regular ones", (_, text, expected) => {
  // Line ends are counted by blocks of 64 bytes and by groups of 32 blocks.
  for (const before of [0, 1, 9, 10, 11, 340, 341, 342, 5000]) {
    for (const after of [0, 1, 400]) {
      const rows = rowsOf(regular(before) + text + regular(after));
      expect(rows).toEqual([...Array(before).fill(whole), ...expected, ...Array(after).fill(whole)]);
    }
  }
});

test("a short row at the very end of the text", () => {
  expect(rowsOf(`${regular(500)}4`)).toEqual([...Array(500).fill(whole), [4n, null, null]]);
});
