// Workers that throw, trap or end: while they decode, in a pipeline's loop, in a merge, in a job, while they encode for a sink.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "@millrace/engine";
import { injectFaults, setEngineTuning } from "@millrace/engine";
import { InternalEngineError, WorkerDiedError } from "millrace";
import { describe, expect, it } from "vitest";
import { faultSurroundings, SMALL_STATE } from "./support/surroundings.ts";

const at = faultSurroundings();

const effects = {
  throws: { effect: { kind: "throw", message: "out of order" }, errorClass: InternalEngineError, text: /out of order/ },
  traps: { effect: { kind: "trap" }, errorClass: InternalEngineError, text: /unreachable/ },
  ends: { effect: { kind: "exit" }, errorClass: WorkerDiedError, text: /thread/ },
} as const satisfies Record<string, { effect: Fault["effect"]; errorClass: unknown; text: RegExp }>;

type Plan = "groupBy" | "median" | "sort" | "join";

/** Which plan comes by which point, with how much state, and how often at least. */
const passages: readonly (readonly [Fault["point"], Plan, number | null, number])[] = [
  ...(["groupBy", "median", "sort", "join"] as const).flatMap((plan) => [
    ["decode", plan, null, 2] as const,
    ["pipeline", plan, null, 2] as const,
    ["merge", plan, SMALL_STATE, 2] as const,
  ]),
  ["merge", "groupBy", null, 2],
  ["merge", "median", null, 2],
  ["job", "sort", null, 1],
  ["job", "join", null, 1],
];

describe.each(Object.keys(effects) as (keyof typeof effects)[])("a worker that %s", (how) => {
  const { effect, errorClass, text } = effects[how];

  it.each(passages)("at %s fails its query alone (%s, state %s)", async (point, plan, stateLimit, passes) => {
    for (let skip = 0; skip < passes; skip++) {
      setEngineTuning({ inlineBytes: 0, stateLimit });
      injectFaults([{ point, skip, effect }]);
      const running = at.plans()[plan].collect({ threads: 2, tempDir: at.tempDir });
      await expect(running, `${skip}`).rejects.toThrow(errorClass);
      await expect(running).rejects.toThrow(text);
      await at.expectSound();
    }
  });

  it.each(["parquet", "csv"] as const)("while it encodes leaves no file (%s)", async (format) => {
    for (const skip of [0, 3]) {
      setEngineTuning({ inlineBytes: 0 });
      injectFaults([{ point: "encode", skip, effect }]);
      const path = join(at.out, `encoded.${format}`);
      const options = { threads: 2, tempDir: at.tempDir };
      const running =
        format === "parquet"
          ? at.parquet.sinkParquet(path, { ...options, rowGroupSize: 16384 })
          : at.parquet.withRowIndex("row").sinkCsv(path, options);
      await expect(running, `${skip}`).rejects.toThrow(errorClass);
      expect(readdirSync(at.out)).toEqual([]);
      await at.expectSound();
    }
  });

  it("fails no query that begins behind it", async () => {
    for (let round = 0; round < 5; round++) {
      setEngineTuning({ inlineBytes: 0 });
      injectFaults([{ point: "pipeline", skip: round, effect }]);
      await expect(at.plans().groupBy.collect({ threads: 2, tempDir: at.tempDir })).rejects.toThrow(errorClass);
      await at.expectSound();
    }
  });
});
