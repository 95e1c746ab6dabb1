import { parseArgs } from "node:util";

/** What `npm run prove:memory` is asked for. */
export interface ProofArguments {
  /** Only the cases that a change has to pass; without it the longer ones as well. */
  readonly quick: boolean;
  /** Rows of the tables; the vitals table has 1.2 times as many. */
  readonly rows: number;
  /** Names of cases; null for all. */
  readonly cases: readonly string[] | null;
  readonly memory: string;
  readonly threads: number;
  readonly sources: boolean;
}

/** Reads the command line. Throws an Error with one sentence on what is wrong. */
export function parseProofArguments(args: readonly string[]): ProofArguments {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      quick: { type: "boolean", default: false },
      rows: { type: "string", default: "10000000" },
      cases: { type: "string" },
      memory: { type: "string", default: "256MB" },
      threads: { type: "string", default: "2" },
      sources: { type: "boolean", default: false },
    },
  });
  const [rows, threads] = [Number(values.rows), Number(values.threads)];
  if (!Number.isSafeInteger(rows) || rows < 1) throw new Error(`--rows is an integer above 0, not "${values.rows}".`);
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new Error(`--threads is an integer above 0, not "${values.threads}".`);
  }
  const { quick, memory, sources } = values;
  return { quick, rows, cases: values.cases?.split(",") ?? null, memory, threads, sources };
}
