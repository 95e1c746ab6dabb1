import { describe, expect, it } from "vitest";
import type { AnswerValue } from "./answer.ts";
import { compareAnswers } from "./compare-answers.ts";

const compare = (actual: AnswerValue[], expected: AnswerValue[], ordered: boolean, exact = false): string | null => {
  const answer = (values: AnswerValue[]) => ({ columns: ["x"], rows: values.map((value) => [value]) });
  return compareAnswers(answer(actual), answer(expected), { ordered, exact });
};

describe("answers differ", () => {
  it("where the order of rows counts and is another", () => {
    expect(compare([1n, 2n], [2n, 1n], true)).toContain("row 0, column x: 1n instead of 2n");
    expect(compare([1n, 2n], [2n, 1n], false)).toBeNull();
  });

  it("where a row comes more often", () => {
    expect(compare([1n, 1n, 2n], [1n, 2n, 2n], false)).toContain("1n instead of 2n");
    expect(compare([1n], [1n, 1n], false)).toBe("1 rows instead of 2");
  });

  it("in type: a null is no zero, an integer no float", () => {
    expect(compare([null], [0n], true)).not.toBeNull();
    expect(compare([0], [0n], true)).not.toBeNull();
    expect(compare(["0"], [0n], true)).not.toBeNull();
  });

  it("in the last bit of a float and in the sign of a zero where bits count", () => {
    const next = 1 + Number.EPSILON;
    expect(compare([1], [next], true, true)).not.toBeNull();
    expect(compare([1], [next], true)).toBeNull();
    for (const ordered of [true, false]) {
      expect(compare([0], [-0], ordered, true)).toContain("0 instead of -0.0");
      expect(compare([-0, 0], [0, -0], false, true)).toBeNull();
      expect(compare([Number.NaN], [Number.NaN], ordered, true)).toBeNull();
    }
    expect(compare([Number.NaN], [1], true)).not.toBeNull();
    expect(compare([Number.POSITIVE_INFINITY], [1e308], true)).not.toBeNull();
  });
});
