import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface BenchArguments {
  readonly suites: readonly string[];
  readonly engines: readonly string[];
  /** Query names; null for all. */
  readonly queries: readonly string[] | null;
  readonly scale: number | null;
  readonly rows: number | null;
  /** Warm runs after the cold one. */
  readonly runs: number;
  /** Processes of each case: all engines once, then all of them again. */
  readonly rounds: number;
  readonly threads: number;
  /** Text such as "256MB", or null for no cap. */
  readonly memory: string | null;
  /** A folder that holds the tables already. */
  readonly data: string | null;
  readonly json: string | null;
  /** The folder for a report with tables and charts. */
  readonly report: string | null;
  /** Run millrace from its sources instead of the built package. */
  readonly sources: boolean;
  readonly help: boolean;
}

/** What the program can do, for --help. */
export const usage: string = `npm run bench -- --suite NAME[,NAME] [options]
npm run bench -- headline [options]                          the suite of that name on every engine; so for all suites
npm run bench -- engines [options]                           millrace's two modes, streaming and in whole, over the vitals
npm run bench -- footprint [--rows N]                        tables as files and in memory
npm run bench -- report FILE.json[ FILE.json] --report DIR   the report of earlier runs; see report --help
npm run bench -- compare OLD.json NEW.json [options]         what became slower or faster; see compare --help
npm run bench -- micro [options]                             kernels and compiler alone; see micro --help

  --suite NAMES     suites, or "all"
  --engines NAMES   engines in the order of their turns, or "all" (default: millrace,duckdb)
  --queries NAMES   only these queries: q1,q6
  --scale N         scale factor, for suites that have one
  --rows N          rows, for suites that are sized so
  --runs N          warm runs after the cold one (default: 3)
  --rounds N        processes of each case, engines in turn (default: 1)
  --threads N       threads of each engine (default: 2)
  --memory SIZE     cap for engines that have one: 256MB
  --data DIR        read the tables from there instead of generating them
  --json FILE       write the records
  --report DIR      write a report: index.html with charts, report.md, results.json, results.csv
  --sources         run millrace from its sources, not the built package (for development)`;

/** Reads the command line. Throws an Error with one sentence on what is wrong. */
export function parseArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      suite: { type: "string", multiple: true },
      engines: { type: "string", multiple: true },
      queries: { type: "string", multiple: true },
      scale: { type: "string" },
      rows: { type: "string" },
      runs: { type: "string" },
      rounds: { type: "string" },
      threads: { type: "string" },
      memory: { type: "string" },
      data: { type: "string" },
      json: { type: "string" },
      report: { type: "string" },
      sources: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const suites = names(values.suite) ?? [];
  if (suites.length === 0 && values.help !== true) throw new Error("Which suite? Give --suite NAME, or --suite all.");
  return {
    suites,
    engines: names(values.engines) ?? ["millrace", "duckdb"],
    queries: names(values.queries)?.map(queryName) ?? null,
    scale: positive("--scale", values.scale),
    rows: positive("--rows", values.rows),
    runs: count("--runs", values.runs, 0) ?? 3,
    rounds: count("--rounds", values.rounds, 1) ?? 1,
    threads: count("--threads", values.threads, 1) ?? 2,
    memory: values.memory ?? null,
    data: values.data ?? null,
    json: values.json ?? null,
    report: values.report ?? null,
    sources: values.sources ?? false,
    help: values.help ?? false,
  };
}

function names(lists: readonly string[] | undefined): readonly string[] | null {
  if (lists === undefined) return null;
  const found = lists.flatMap((list) => list.split(",")).map((name) => name.trim());
  return [...new Set(found.filter((name) => name !== ""))];
}

/** "6", "Q6" and "q06" mean "q6". */
function queryName(name: string): string {
  const match = /^q?0*(\d+)$/i.exec(name);
  return match === null ? name : `q${match[1]}`;
}

function positive(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${option} is a number above 0, not "${text}".`);
  return value;
}

function count(option: string, text: string | undefined, minimum: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new Error(`${option} is an integer of at least ${minimum}, not "${text}".`);
  }
  return value;
}
