import { describe, expect, it } from "vitest";
import { fuzzPlans } from "./fuzz-plans.ts";

describe("random plans and their checks", () => {
  it("find no difference in a plan, and tell what they covered", { timeout: 300_000 }, async () => {
    const lines: string[] = [];
    const print = (text: string): void => void lines.push(text);
    expect(await fuzzPlans({ seed: 3, seconds: 300, plan: 1, print })).toEqual({ numPlans: 1, numDifferences: 0 });
    expect(lines.at(-1)).toContain("1 plans");
  });
});
