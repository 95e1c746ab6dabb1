import { describe, expect, it } from "vitest";
import { geometricMean, median } from "./statistics.ts";

describe("statistics of runs", () => {
  it("takes the middle value, or the mean of the two in the middle [BEN-04]", () => {
    expect(median([3, 1, 10])).toBe(3);
    expect(median([4, 1, 3, 100])).toBe(3.5);
    expect(median([])).toBeNull();
  });

  it("sorts by number, not by text", () => {
    expect(median([9, 10, 100])).toBe(10);
  });

  it("multiplies and takes the root", () => {
    expect(geometricMean([1, 100])).toBeCloseTo(10, 12);
    expect(geometricMean([])).toBeNull();
  });
});
