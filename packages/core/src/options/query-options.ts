import { OptionError } from "../errors/user-errors.ts";
import { parseByteSize } from "./byte-size.ts";
import { checkBoolean, checkChoice, checkInteger, checkOptions, checkString } from "./check-options.ts";
import type { Machine } from "./machine.ts";
import { currentMachine } from "./machine.ts";

/** How far a query has come. Counts are totals since its start; a total that is not known yet is null. */
export interface QueryProgress {
  /** What the query does now: it reads its sources, or works on what it holds. */
  readonly phase: "scan" | "combine";
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly totalBytes: number | null;
  readonly morselsDone: number;
  readonly morsels: number | null;
  readonly memoryBytes: number;
  readonly spilledBytes: number;
  readonly elapsedMs: number;
}

/** "streaming" and "auto" are the one engine under the memory limit; "in-memory" is the same engine without a limit. */
export type EngineChoice = "streaming" | "auto" | "in-memory";

/** Options of everything that runs a query. */
export interface QueryOptions {
  /** The cap of the whole process: bytes, or text such as "512MB" (MB = MiB = 1024² bytes). Default: 80 % of what the container or host has. */
  readonly memoryLimit?: number | string | undefined;
  /** Where spilled state goes. Default: the system's folder for temporary files. */
  readonly tempDir?: string | undefined;
  /** The most that the query may spill, bytes or text. Default: no limit but the disk's. */
  readonly maxTempBytes?: number | string | undefined;
  /** Encrypt what the query spills, with a key that is made for it and held in memory alone. */
  readonly spillEncryption?: boolean | undefined;
  /** Worker threads, 1 to 256. Default: the CPUs that the container or host has. */
  readonly threads?: number | undefined;
  /** Stop the query with a TimeoutError after so many milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Stop the query with a QueryAbortedError. */
  readonly signal?: AbortSignal | undefined;
  /** Called a few times a second while the query runs. */
  readonly onProgress?: ((progress: QueryProgress) => void) | undefined;
  readonly engine?: EngineChoice | undefined;
  /** Write what the engine decides to stderr. */
  readonly verbose?: boolean | undefined;
}

/** Options of a query with every default filled in. */
export interface ResolvedQueryOptions {
  /** Bytes; Infinity for `engine: "in-memory"`. */
  readonly memoryLimit: number;
  /** Whether the user set the limit; if not, it is a default that may be exceeded by frames the user holds. */
  readonly memoryLimitGiven: boolean;
  readonly tempDir: string;
  /** What set the folder: "tempDir", or the name of an environment variable. */
  readonly tempDirSetBy: string;
  /** Bytes; Infinity where there is no limit. */
  readonly maxTempBytes: number;
  readonly spillEncryption: boolean;
  readonly threads: number;
  /** Whether the user set the threads; a default is lowered where the memory limit is small. */
  readonly threadsGiven: boolean;
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal | null;
  readonly onProgress: ((progress: QueryProgress) => void) | null;
  readonly engine: EngineChoice;
  readonly verbose: boolean;
}

/** Every option of a query, by name. */
export const QUERY_OPTION_NAMES: readonly (keyof QueryOptions)[] = [
  "memoryLimit",
  "tempDir",
  "maxTempBytes",
  "spillEncryption",
  "threads",
  "timeoutMs",
  "signal",
  "onProgress",
  "engine",
  "verbose",
];

const renamed: Readonly<Record<string, string>> = {
  streaming: 'Every query streams: write engine: "streaming" or leave it out',
  as_streaming: 'Every query streams: write engine: "streaming" or leave it out',
  asStreaming: 'Every query streams: write engine: "streaming" or leave it out',
  n_threads: 'It is called "threads"',
  numThreads: 'It is called "threads"',
  maxMemory: 'It is called "memoryLimit"',
  timeout: 'It is called "timeoutMs", in milliseconds',
  background: "Every query runs beside the main thread: collect() returns a promise",
};

const engines: readonly EngineChoice[] = ["streaming", "auto", "in-memory"];

/** The environment variables that set defaults; an option given in code wins. */
export const ENVIRONMENT_VARIABLES = {
  memoryLimit: "MILLRACE_MEMORY_LIMIT",
  tempDir: "MILLRACE_TEMP_DIR",
  spillEncryption: "MILLRACE_SPILL_ENCRYPTION",
  threads: "MILLRACE_MAX_THREADS",
  verbose: "MILLRACE_VERBOSE",
} as const;

/** The part of the machine's memory that a query takes when it is given no limit; the rest is the host program's. */
const DEFAULT_MEMORY_SHARE = 0.8;
const MAX_THREADS = 256;
/** The longest delay that Node's timers keep. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Checks the options and fills in what is missing from the environment and the machine.
 * Throws an OptionError that names the option, and the right one where the name is wrong.
 * @param where the call that the options were given to, for messages
 */
export function resolveQueryOptions(
  options: QueryOptions = {},
  where = "collect",
  environment: Readonly<Record<string, string | undefined>> = process.env,
  machine: Machine = currentMachine(),
): ResolvedQueryOptions {
  checkOptions(where, options, QUERY_OPTION_NAMES, renamed);
  const fromEnvironment = (option: keyof typeof ENVIRONMENT_VARIABLES): string | undefined =>
    environment[ENVIRONMENT_VARIABLES[option]] || undefined;
  // A value that nobody gave in code is the environment's: the message names what has to be changed.
  const nameOf = (option: keyof typeof ENVIRONMENT_VARIABLES): string =>
    (options[option] ?? fromEnvironment(option)) === options[option] ? option : ENVIRONMENT_VARIABLES[option];
  const engine = checkChoice(where, "engine", options.engine ?? "streaming", engines);
  if (engine === "in-memory" && options.memoryLimit !== undefined) {
    const text = `${where}: engine "in-memory" has no limit of memory: leave memoryLimit out, or write engine: "streaming"`;
    throw new OptionError(text, where, "memoryLimit");
  }
  const memoryText = options.memoryLimit ?? fromEnvironment("memoryLimit");
  const threadsText = options.threads ?? numberFrom(fromEnvironment("threads"));
  return {
    memoryLimit: memoryLimit(where, nameOf("memoryLimit"), engine, memoryText, machine),
    memoryLimitGiven: engine !== "in-memory" && memoryText !== undefined,
    tempDir: checkString(where, "tempDir", options.tempDir ?? fromEnvironment("tempDir") ?? machine.tempDir),
    tempDirSetBy: nameOf("tempDir"),
    maxTempBytes:
      options.maxTempBytes === undefined
        ? Number.POSITIVE_INFINITY
        : parseByteSize(where, "maxTempBytes", options.maxTempBytes),
    spillEncryption: checkBoolean(
      where,
      "spillEncryption",
      options.spillEncryption ?? isOn(fromEnvironment("spillEncryption")),
    ),
    threads:
      threadsText === undefined ? machine.cpus : checkInteger(where, nameOf("threads"), threadsText, 1, MAX_THREADS),
    threadsGiven: threadsText !== undefined,
    timeoutMs:
      options.timeoutMs === undefined ? null : checkInteger(where, "timeoutMs", options.timeoutMs, 1, MAX_TIMEOUT_MS),
    signal: signalOf(where, options.signal),
    onProgress: functionOf(where, options.onProgress),
    engine,
    verbose: checkBoolean(where, "verbose", options.verbose ?? isOn(fromEnvironment("verbose"))),
  };
}

function memoryLimit(
  where: string,
  name: string,
  engine: EngineChoice,
  given: number | string | undefined,
  machine: Machine,
): number {
  if (engine === "in-memory") return Number.POSITIVE_INFINITY;
  if (given === undefined) return Math.floor(machine.memoryBytes * DEFAULT_MEMORY_SHARE);
  return parseByteSize(where, name, given);
}

/** The number that a text is, or the text, which the check of the option refuses. */
function numberFrom(text: string | undefined): number | string | undefined {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function isOn(text: string | undefined): boolean {
  return text !== undefined && text !== "0" && text.toLowerCase() !== "false";
}

function signalOf(where: string, signal: unknown): AbortSignal | null {
  if (signal === undefined) return null;
  if (signal instanceof AbortSignal) return signal;
  throw new OptionError(`${where}: signal is an AbortSignal`, where, "signal");
}

function functionOf<F>(where: string, callback: F | undefined): F | null {
  if (callback === undefined) return null;
  if (typeof callback === "function") return callback;
  throw new OptionError(`${where}: onProgress is a function`, where, "onProgress");
}
