import { describe, expect, it } from "vitest";
import type { AnswerRows, AnswerValue } from "../case.ts";
import { compareRows } from "./compare-rows.ts";

function answer(rows: readonly (readonly AnswerValue[])[], scales: readonly (number | null)[] = []): AnswerRows {
  const width = rows[0]?.length ?? 2;
  const columns = Array.from({ length: width }, (_, i) => `c${i}`);
  return { columns, scales: columns.map((_, i) => scales[i] ?? null), rows };
}

describe("comparison of answers", () => {
  it("takes rows in any order and column names as they are [BEN-11]", () => {
    const other = {
      ...answer([
        ["b", 2],
        ["a", 1],
      ]),
      columns: ["x", "y"],
    };
    expect(
      compareRows(
        other,
        answer([
          ["a", 1],
          ["b", 2],
        ]),
      ),
    ).toBeNull();
  });

  it("lets floats differ by 1e-9 of their size, not more", () => {
    expect(compareRows(answer([["a", 1e6]]), answer([["a", 1e6 + 5e-4]]))).toBeNull();
    expect(compareRows(answer([["a", 1e6]]), answer([["a", 1e6 + 5e-3]]))).toMatch(/column c1: 1000000 instead of/);
  });

  it("pairs rows by their exact columns when fractions would sort them otherwise", () => {
    const actual = answer([
      [0.3, "x"],
      [0.3 + 1e-12, "y"],
    ]);
    const expected = answer([
      [0.3 + 1e-12, "x"],
      [0.3, "y"],
    ]);
    expect(compareRows(actual, expected)).toBeNull();
  });

  it("does not take null for zero, nor a text for a number, nor one NaN for a number", () => {
    expect(compareRows(answer([[null]]), answer([[0]]))).not.toBeNull();
    expect(compareRows(answer([["1"]]), answer([[1]]))).not.toBeNull();
    expect(compareRows(answer([["NaN"]]), answer([[1]]))).not.toBeNull();
    expect(compareRows(answer([["NaN"]]), answer([["NaN"]]))).toBeNull();
  });

  it("takes the noise of cancelled numbers for zero, by the size of the column", () => {
    const expected = answer([
      ["a", 1],
      ["b", 4e-33],
    ]);
    expect(
      compareRows(
        answer([
          ["a", 1],
          ["b", 0],
        ]),
        expected,
      ),
    ).toBeNull();
    expect(
      compareRows(
        answer([
          ["a", 1],
          ["b", 1e-12],
        ]),
        expected,
      ),
    ).not.toBeNull();
    expect(compareRows(answer([["b", 0]]), answer([["b", 4e-33]]))).not.toBeNull();
  });

  it("counts rows and columns", () => {
    expect(compareRows(answer([]), answer([["a", 1]]))).toBe("0 rows instead of 1");
    expect(compareRows(answer([["a"]]), answer([["a", 1]]))).toBe("1 columns instead of 2");
  });

  it("sees a duplicate that stands for another row", () => {
    const expected = answer([
      ["a", 1],
      ["b", 2],
      ["b", 2],
    ]);
    expect(
      compareRows(
        answer([
          ["a", 1],
          ["a", 1],
          ["b", 2],
        ]),
        expected,
      ),
    ).not.toBeNull();
  });

  it("takes a decimal for a float when it is that float cut to its scale", () => {
    expect(compareRows(answer([[25.575154]], [6]), answer([[25.575154611]]))).toBeNull();
    expect(compareRows(answer([[25.575154]], [6]), answer([[25.575254611]]))).not.toBeNull();
    expect(compareRows(answer([[25.57]], [2]), answer([[25.58]], [2]))).not.toBeNull();
  });

  it("takes NaN for null where an engine knows only one of them, and never else", () => {
    const [none, undefinedNumber] = [answer([[1, null]]), answer([[1, "NaN"]])];
    expect(compareRows(undefinedNumber, none)).not.toBeNull();
    expect(compareRows(undefinedNumber, none, { nanIsNull: true })).toBeNull();
    expect(compareRows(answer([[1, 2]]), none, { nanIsNull: true })).not.toBeNull();
  });
});
