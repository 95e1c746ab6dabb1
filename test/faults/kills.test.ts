// A batch job that is killed: a sample of `npm run prove:kills`.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@millrace/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../scenarios/support/tables.ts";
import type { KillCounts } from "./support/kills.ts";
import { KilledJob } from "./support/kills.ts";

const KILLS = 10;
const job = new KilledJob(mkdtempSync(join(tmpdir(), "millrace-kills-")));
beforeAll(async () => {
  await generate(job.folder, "vitals --rows 100000 --patients 20000 --files 2");
  await job.prepare();
}, 120_000);
afterAll(() => job.close());

describe("a batch job that is killed", () => {
  it("[IO-53] [SEC-02] leaves the old files or the new ones, and the next run is right and sweeps", async () => {
    const random = new Random(7);
    const counts: KillCounts = { old: 0, new: 0, swept: 0 };
    for (let i = 0; i < KILLS; i++) {
      await job.kill(
        i % 2 === 0 ? "SIGINT" : "SIGKILL",
        job.moment(() => random.float()),
        counts,
      );
    }
    expect(counts.old + counts.new).toBe(2 * KILLS);
    expect(counts.old).toBeGreaterThan(0);
  }, 300_000);
});
