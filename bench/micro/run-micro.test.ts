import { describe, expect, it } from "vitest";
import type { MicroCase } from "./micro-case.ts";
import { expected } from "./micro-case.ts";
import { microLine } from "./micro-text.ts";
import { microCasesNamed } from "./registry.ts";
import { runMicro } from "./run-micro.ts";

const settings = { timeMs: 1, rounds: 2, version: "0.1.0" };

/** A case that counts its calls and is right as long as the count is below a bound. */
function counting(name: string, bound: number): MicroCase {
  return {
    name,
    items: 1,
    unit: "calls",
    prepare: () => {
      let calls = 0;
      return { run: () => calls++, check: () => expected("few calls", calls < bound, true) };
    },
  };
}

describe("micro benchmarks", () => {
  it("all give right answers, before timing and after it [BEN-11]", async () => {
    const cases = microCasesNamed(null);
    const records = await runMicro({ ...settings, cases, rounds: 1 });
    expect(records.map(({ query, answer, difference }) => [query, difference ?? answer])).toEqual(
      cases.map(({ name }) => [name, "ok"]),
    );
    for (const { medianSeconds } of records) expect(medianSeconds).toBeGreaterThan(0);
  });

  it("have the median of each round, so that two runs can be compared", async () => {
    const [record] = await runMicro({ ...settings, cases: [counting("a", Number.POSITIVE_INFINITY)] });
    expect(record).toMatchObject({ suite: "micro", query: "a", engine: "millrace", version: "0.1.0" });
    expect(record!.warmSeconds).toHaveLength(2);
  });

  it("lose their numbers where an answer becomes wrong while they are timed, and others go on", async () => {
    const failing: MicroCase = { ...counting("c", 1), prepare: () => Promise.reject(new Error("no kernels")) };
    const records = await runMicro({ ...settings, cases: [counting("a", 3), counting("b", 1e9), failing] });
    expect(records.map(({ answer }) => answer)).toEqual(["differs", "ok", "failed: no kernels"]);
    expect(records[0]).toMatchObject({ difference: "few calls is false instead of true", medianSeconds: null });
    expect(microLine(failing, records[2]!)).toContain("failed: no kernels");
  });

  it("are chosen by name or by group", () => {
    expect(microCasesNamed(["csv", "keys.hash"]).map(({ name }) => name)).toEqual([
      "csv.tokenize",
      "csv.count-rows",
      "keys.hash",
    ]);
    expect(() => microCasesNamed(["cs"])).toThrow('Unknown case: "cs". Cases: csv.tokenize');
  });
});
