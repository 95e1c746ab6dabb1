/** How serious an entry is. */
export type LogLevel = "INFO" | "WARN" | "ERROR";

/** One line of a job's log. */
export interface LogEntry {
  readonly time: Date;
  readonly level: LogLevel;
  readonly message: string;
  /** The input or step that it is about. */
  readonly step?: string;
  /** Rows of its result. */
  readonly rows?: number;
  readonly seconds?: number;
}

/** What an entry knows beside its text. */
export type LogFacts = Pick<LogEntry, "step" | "rows" | "seconds">;

/** The log of one run. */
export class JobLog {
  readonly entries: LogEntry[] = [];
  readonly #onEntry: (entry: LogEntry) => void;

  constructor(onEntry: (entry: LogEntry) => void = () => undefined) {
    this.#onEntry = onEntry;
  }

  info(message: string, facts: LogFacts = {}): void {
    this.#add("INFO", message, facts);
  }

  warn(message: string, facts: LogFacts = {}): void {
    this.#add("WARN", message, facts);
  }

  error(message: string, facts: LogFacts = {}): void {
    this.#add("ERROR", message, facts);
  }

  /** The entries as the text of a log file, with their times. */
  text(): string {
    return this.entries.map((entry) => `${entry.time.toISOString()} ${entryText(entry)}\n`).join("");
  }

  #add(level: LogLevel, message: string, facts: LogFacts): void {
    const entry: LogEntry = { time: new Date(), level, message, ...facts };
    this.entries.push(entry);
    this.#onEntry(entry);
  }
}

/** An entry as a line without its time: `INFO [aggregate] 72 rows in 1.20 s`. */
export function entryText({ level, step, message }: LogEntry): string {
  return `${level} ${step === undefined ? "" : `[${step}] `}${message}`;
}

/** A count with thousands parted: 12,000,000. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** "1 row", "12,000 rows". */
export function rowsText(rows: number): string {
  return `${countText(rows)} ${rows === 1 ? "row" : "rows"}`;
}

/** The line on a file: with the plain number and always "rows", for programs that look for it. */
export function wroteText(rows: number, path: string): string {
  return `Wrote ${rows} rows to ${path}`;
}

/** "0.42 s". */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}
