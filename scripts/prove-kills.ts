// `npm run prove:kills -- [--kills N] [--rows N] [--seed S]`: a batch job that spills is killed at N random moments, by SIGINT
// and SIGKILL in turn. Behind every kill each output is the old file or the complete new one; the job is run again, its outputs
// are right, and nothing that the killed run left is still there.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "@millrace/testkit";
import { readArguments } from "../datasets/src/arguments.ts";
import { writeRequest } from "../datasets/src/write-request.ts";
import type { KillCounts } from "../test/faults/support/kills.ts";
import { KilledJob } from "../test/faults/support/kills.ts";

/** Kills between two lines of progress. */
const REPORT_EVERY = 25;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "300" },
      rows: { type: "string", default: "200000" },
      seed: { type: "string", default: "1" },
    },
  });
  const job = new KilledJob(mkdtempSync(join(tmpdir(), "millrace-kills-")));
  try {
    const table = ["vitals", "--rows", values.rows, "--patients", "20000", "--files", "2", "--out", job.folder];
    const request = readArguments(table);
    if (request.action === "write") await Array.fromAsync(writeRequest(request));
    await job.prepare();
    console.log(`an undisturbed run takes ${job.totalMs.toFixed(0)} ms`);
    const random = new Random(Number(values.seed));
    const counts: KillCounts = { old: 0, new: 0, swept: 0 };
    for (let i = 0; i < Number(values.kills); i++) {
      await job.kill(
        i % 2 === 0 ? "SIGINT" : "SIGKILL",
        job.moment(() => random.float()),
        counts,
      );
      if ((i + 1) % REPORT_EVERY === 0) console.log(`${i + 1} kills, ${summary(counts)}`);
    }
    console.log(`${values.kills} kills hold: ${summary(counts)}`);
    return 0;
  } finally {
    job.close();
  }
}

function summary({ old, new: complete, swept }: KillCounts): string {
  return `outputs ${old} times old and ${complete} times new; ${swept} times the next run had something to sweep`;
}

process.exitCode = await main();
