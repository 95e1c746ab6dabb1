import { parseArgs } from "node:util";

/** What the full memory proofs are asked for. */
export interface ProveArguments {
  readonly memory: string;
  /** Names of cases, or parts of names; null = all. */
  readonly cases: readonly string[] | null;
  /** null = those of each case. */
  readonly factors: readonly number[] | null;
  /** null = the engine's choice. */
  readonly threads: number | null;
  /** Where the records go; null = nowhere. */
  readonly json: string | null;
  /** No proof begins after so many. */
  readonly minutes: number;
  /** Only VmHWM, without a control group. */
  readonly noCgroup: boolean;
}

/** Reads the command line. Throws an Error with one sentence on what is wrong. */
export function parseProveArguments(args: readonly string[]): ProveArguments {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      memory: { type: "string", default: "128MB" },
      cases: { type: "string" },
      factors: { type: "string" },
      threads: { type: "string" },
      json: { type: "string" },
      minutes: { type: "string", default: "60" },
      "no-cgroup": { type: "boolean", default: false },
    },
  });
  const numbers = (option: string, text: string): number[] => {
    const found = text.split(",").map(Number);
    if (found.every((value) => value > 0 && Number.isFinite(value))) return found;
    throw new Error(`--${option} takes numbers above 0, not "${text}".`);
  };
  return {
    memory: values.memory,
    cases: values.cases?.split(";").map((name) => name.trim()) ?? null,
    factors: values.factors === undefined ? null : numbers("factors", values.factors),
    threads: values.threads === undefined ? null : (numbers("threads", values.threads)[0] ?? null),
    json: values.json ?? null,
    minutes: numbers("minutes", values.minutes)[0] ?? 60,
    noCgroup: values["no-cgroup"],
  };
}
