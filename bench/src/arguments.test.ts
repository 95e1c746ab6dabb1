import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";

describe("command line of the benchmarks", () => {
  it("reads lists, sizes and switches [BEN-16]", () => {
    const options = parseArguments(
      "--suite tpch,sort --engines millrace,duckdb --queries q01,6,Q22 --scale 0.1 --runs 0 --rounds 2 --threads 1 --memory 256MB".split(
        " ",
      ),
    );
    expect(options).toMatchObject({
      suites: ["tpch", "sort"],
      engines: ["millrace", "duckdb"],
      queries: ["q1", "q6", "q22"],
      scale: 0.1,
      rows: null,
      runs: 0,
      rounds: 2,
      threads: 1,
      memory: "256MB",
      sources: false,
    });
  });

  it("has defaults for all but the suite", () => {
    expect(parseArguments(["--suite", "tpch"])).toMatchObject({
      engines: ["millrace", "duckdb"],
      queries: null,
      runs: 3,
      rounds: 1,
      threads: 2,
      memory: null,
      json: null,
      report: null,
    });
    expect(() => parseArguments([])).toThrow("Give --suite NAME");
  });

  it("refuses numbers that are none, and options that it does not know", () => {
    expect(() => parseArguments(["--suite", "tpch", "--scale", "big"])).toThrow(
      '--scale is a number above 0, not "big"',
    );
    expect(() => parseArguments(["--suite", "tpch", "--runs", "1.5"])).toThrow("--runs is an integer");
    expect(() => parseArguments(["--suite", "tpch", "--threads", "0"])).toThrow("at least 1");
    expect(() => parseArguments(["--suite", "tpch", "--fast"])).toThrow("--fast");
  });
});
