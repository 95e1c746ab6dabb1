import { describe, expect, it } from "vitest";
import { parseProofArguments } from "./arguments.ts";

describe("command line of the memory proofs", () => {
  it("is 10 million rows under 256MB on 2 threads unless told otherwise [BEN-21]", () => {
    expect(parseProofArguments(["--quick"])).toEqual({
      quick: true,
      rows: 10_000_000,
      cases: null,
      memory: "256MB",
      threads: 2,
      sources: false,
    });
    expect(parseProofArguments(["--rows", "1000", "--cases", "sort,join"])).toMatchObject({
      quick: false,
      rows: 1000,
      cases: ["sort", "join"],
    });
  });

  it("refuses rows and threads that are no numbers above 0", () => {
    expect(() => parseProofArguments(["--rows", "many"])).toThrow('not "many"');
    expect(() => parseProofArguments(["--threads", "0"])).toThrow('not "0"');
  });
});
