// `npm run prove:memory`: every operator over data of 4, 10 and 50 times a limit of memory, and what is known to break such
// engines, each in a process of its own under a hard limit of the kernel where this machine has one. A case holds when the
// process lives, its rows are those of the run without a limit, and nothing of what it spilled is left.
//
//   --cases "sort;join, inner"   only cases whose names contain one of these     --factors 4,10   only these
//   --memory 128MB  --threads N  --minutes 60  --json FILE  --no-cgroup

import { statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseByteSize } from "@millrace/core";
import { benchCache } from "../paths.ts";
import type { ProofCase } from "./cases.ts";
import { proofCases } from "./cases.ts";
import type { MemoryCgroup } from "./memory-cgroup.ts";
import { makeMemoryCgroup } from "./memory-cgroup.ts";
import { proofProgram } from "./proof-program.ts";
import type { ProofRecord, ProofTask } from "./proof-task.ts";
import type { ProveArguments } from "./prove-arguments.ts";
import { parseProveArguments } from "./prove-arguments.ts";
import { runProof } from "./run-proof.ts";
import type { TableName } from "./tables.ts";
import { tableFiles } from "./tables.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** What a process may take above its limit, before the kernel ends it. */
const HEADROOM_BYTES = 64 * MIB;
/** Tables, spilled state and results lie on disk at the same time. */
const MAX_DISK_BYTES = 20 * GIB;
/** Bytes on disk beside the tables for each byte of values: state, the runs it was merged from, the result. */
const SPILL_FACTOR = 2.5;

interface Proof {
  readonly proof: ProofCase;
  readonly factor: number;
}

function chosenProofs({ cases, factors }: ProveArguments): Proof[] {
  return proofCases
    .filter(({ name }) => cases === null || cases.some((wanted) => name.includes(wanted)))
    .flatMap((proof) => proof.factors.map((factor) => ({ proof, factor })))
    .filter(({ factor }) => factors === null || factors.includes(factor));
}

function checkDisk(proofs: readonly Proof[], limitBytes: number): void {
  const most = Math.max(...proofs.map(({ factor }) => factor));
  const needed = Math.ceil(most * limitBytes * (SPILL_FACTOR + 0.5));
  const { bavail, bsize } = statfsSync(benchCache);
  const free = Math.min(bavail * bsize, MAX_DISK_BYTES);
  if (needed <= free) return;
  throw new Error(
    `The proofs need ${(needed / GIB).toFixed(1)} GiB of disk, and ${(free / GIB).toFixed(1)} may be used.`,
  );
}

async function prove(
  { proof, factor }: Proof,
  program: string,
  group: MemoryCgroup | null,
  options: ProveArguments,
): Promise<{ readonly record: ProofRecord; readonly reason: string | null }> {
  const memoryBytes = parseByteSize("prove:memory", "--memory", options.memory);
  const tables: Record<string, readonly string[]> = {};
  let rows = 0;
  for (const [name, part] of Object.entries(proof.tables) as [TableName, number][]) {
    const files = await tableFiles(join(benchCache, "data", "proofs"), name, Math.max(1, Math.round(factor * part)));
    tables[name] = files.paths;
    rows += files.rows;
  }
  const task: Pick<ProofTask, "name" | "tables"> = { name: proof.name, tables };
  const capped = await runProof(program, { ...task, memoryBytes, threads: options.threads }, group);
  const limitMiB = memoryBytes / MIB;
  const empty = { operator: proof.name, factor, rows, limitMiB, peakRssMiB: 0, spilledBytes: 0 };
  const failed = { ...empty, seconds: 0, unlimitedSeconds: 0, equal: false };
  if (typeof capped === "string") return { record: failed, reason: capped };
  const { peakRssMiB, spilledBytes, seconds } = capped;
  const free = await runProof(program, { ...task, memoryBytes: null, threads: null }, null);
  const record = { ...empty, peakRssMiB, spilledBytes, seconds };
  if (typeof free === "string") {
    return { record: { ...record, unlimitedSeconds: 0, equal: false }, reason: `without a limit: ${free}` };
  }
  const equal = capped.rows === free.rows && capped.digest === free.digest;
  const reasons = [
    equal ? [] : [`the rows differ: ${capped.rows} and ${free.rows}`],
    capped.filesLeft === 0 ? [] : [`${capped.filesLeft} spill folders are left`],
    peakRssMiB <= limitMiB + HEADROOM_BYTES / MIB ? [] : [`the peak is ${peakRssMiB.toFixed(0)} MiB`],
  ].flat();
  return {
    record: { ...record, unlimitedSeconds: free.seconds, equal },
    reason: reasons.length === 0 ? null : reasons.join("; "),
  };
}

function line({ operator, factor, peakRssMiB, spilledBytes, seconds, unlimitedSeconds }: ProofRecord): string {
  return [
    operator.padEnd(48),
    `${factor}×`.padStart(4),
    `${peakRssMiB.toFixed(0).padStart(4)} MiB`,
    `${(spilledBytes / MIB).toFixed(0).padStart(6)} MiB spilled`,
    `${seconds.toFixed(1).padStart(6)} s`,
    `${unlimitedSeconds.toFixed(1).padStart(6)} s without a limit`,
  ].join("  ");
}

async function main(): Promise<number> {
  const options = parseProveArguments(process.argv.slice(2));
  const proofs = chosenProofs(options);
  if (proofs.length === 0) throw new Error("No case has such a name and factor.");
  const limitBytes = parseByteSize("prove:memory", "--memory", options.memory);
  checkDisk(proofs, limitBytes);
  const program = await proofProgram();
  const group = options.noCgroup ? null : makeMemoryCgroup(limitBytes + HEADROOM_BYTES);
  const bound = (limitBytes + HEADROOM_BYTES) / MIB;
  console.log(
    group === null
      ? `VmHWM is held against ${bound} MiB`
      : `The kernel ends a process that takes more than ${bound} MiB`,
  );
  const started = performance.now();
  const records: ProofRecord[] = [];
  let failures = 0;
  try {
    for (const proof of proofs) {
      if (performance.now() - started > options.minutes * 60_000) {
        failures += 1;
        console.log(`${proof.proof.name} ${proof.factor}× was not begun: ${options.minutes} minutes are over`);
        continue;
      }
      const { record, reason } = await prove(proof, program, group, options);
      records.push(record);
      console.log(reason === null ? line(record) : `${line(record)}\n  FAILED: ${reason}`);
      if (reason !== null) failures += 1;
      if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(records, null, 1)}\n`);
    }
  } finally {
    group?.remove();
  }
  console.log(`${proofs.length - failures} of ${proofs.length} hold under ${options.memory}`);
  return failures === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
