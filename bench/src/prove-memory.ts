// `npm run prove:memory -- --quick`: large work under a memory cap, each case in a process of its own, its result in a
// Parquet file. A case passes when the peak of the process (VmHWM) stays below the bound and the rows are those of the
// same run without a cap.

import { parseByteSize } from "@millrace/core";
import { loadSuite } from "../suites/registry.ts";
import { vitalsTables } from "../suites/vitals/data.ts";
import type { CaseOutcome } from "./case.ts";
import { generatedData } from "./data-folder.ts";
import type { CaseProgram } from "./engine.ts";
import { millrace } from "./engines/millrace.ts";
import type { ProofArguments } from "./memory/arguments.ts";
import { parseProofArguments } from "./memory/arguments.ts";
import type { FileChecksum } from "./memory/checksum.ts";
import { checksumOf } from "./memory/checksum.ts";
import { runCase } from "./run-case.ts";
import type { DataSet, Query } from "./suite.ts";

/** The allowance above the cap, as a part of it: 320 MiB for a cap of 256. */
const ALLOWED_PART = 1.25;

interface ProofCase {
  readonly suite: string;
  readonly query: Query;
  readonly data: DataSet;
}

interface ProofRun {
  readonly outcome: CaseOutcome;
  readonly file: FileChecksum;
}

/** Suite → the cases that every change has to pass, and all of them. */
const proofs: Readonly<Record<string, { readonly quick: readonly string[]; readonly full: readonly string[] }>> = {
  vitals: { quick: ["monthly"], full: ["monthly", "mean-csv", "to-parquet"] },
  memory: { quick: ["sort", "groupby", "join"], full: ["sort", "groupby", "join", "sort-text", "unique"] },
};

async function collectCases(options: ProofArguments): Promise<ProofCase[]> {
  const cases: ProofCase[] = [];
  for (const [name, { quick, full }] of Object.entries(proofs)) {
    const suite = await loadSuite(name);
    const wanted = options.cases ?? (options.quick ? quick : full);
    const chosen = suite.queries.filter((query) => wanted.includes(query.name));
    if (chosen.length === 0) continue;
    const rows = name === "vitals" ? Math.round(options.rows * 1.2) : options.rows;
    // Without Python: the proof needs nothing but the workspace.
    const data = await (name === "vitals" ? vitalsTables(rows, generatedData) : suite.data(rows, generatedData));
    cases.push(...chosen.map((query) => ({ suite: name, query, data })));
  }
  return cases;
}

function runOnce(
  program: CaseProgram,
  { suite, query, data }: ProofCase,
  threads: number,
  memoryBytes: number | null,
): Promise<ProofRun | string> {
  const { name, sql } = query;
  const request = {
    engine: millrace.name,
    suite,
    query: name,
    formsFolder: "",
    form: "sql",
    sql,
    output: "parquet" as const,
    tables: data.tables,
    threads,
    memoryBytes,
    runs: 0,
    keepAnswer: true,
  };
  return runCase(program, request, async (end, workFolder) => {
    if (!end.ok) return end.reason;
    return { outcome: end.outcome, file: await checksumOf(end.outcome.answerPath!, workFolder) };
  });
}

function line(name: string, cap: string, { outcome, file }: ProofRun): string {
  const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);
  return [
    name.padEnd(10),
    cap.padStart(8),
    `${outcome.peakRssMiB.toFixed(1).padStart(8)} MiB peak`,
    `${mebibytes(outcome.spilledBytes ?? 0).padStart(6)} MiB spilled`,
    `${String(file.rows).padStart(9)} rows`,
    `checksum ${file.checksum}`,
    `${outcome.coldSeconds.toFixed(1)} s`,
  ].join("  ");
}

async function proveCase(
  program: CaseProgram,
  proof: ProofCase,
  { threads, memory }: ProofArguments,
): Promise<boolean> {
  const { name } = proof.query;
  const memoryBytes = parseByteSize("prove:memory", "--memory", memory);
  const boundMiB = (memoryBytes / 1024 ** 2) * ALLOWED_PART;
  const capped = await runOnce(program, proof, threads, memoryBytes);
  if (typeof capped === "string") return failed(name, capped);
  console.log(line(name, memory, capped));
  const uncapped = await runOnce(program, proof, threads, null);
  if (typeof uncapped === "string") return failed(name, `without a cap: ${uncapped}`);
  console.log(line(name, "no cap", uncapped));
  const { peakRssMiB } = capped.outcome;
  if (peakRssMiB > boundMiB) {
    return failed(name, `the peak of ${peakRssMiB.toFixed(1)} MiB is above ${boundMiB.toFixed(0)} MiB`);
  }
  if (capped.file.checksum !== uncapped.file.checksum || capped.file.rows !== uncapped.file.rows) {
    return failed(name, "the rows are not those of the run without a cap");
  }
  return true;
}

function failed(name: string, reason: string): false {
  console.log(`${name.padEnd(10)} FAILED: ${reason}`);
  return false;
}

async function main(): Promise<number> {
  const options = parseProofArguments(process.argv.slice(2));
  const { threads, sources } = options;
  const program = await millrace.prepare({ threads, sources });
  const cases = await collectCases(options);
  let passed = 0;
  for (const proof of cases) {
    if (await proveCase(program, proof, options)) passed += 1;
  }
  console.log(`${passed} of ${cases.length} cases hold under ${options.memory}`);
  return cases.length > 0 && passed === cases.length ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
