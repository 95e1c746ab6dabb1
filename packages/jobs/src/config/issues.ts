import type { ConfigIssue } from "./config-error.ts";
import { ConfigError } from "./config-error.ts";
import type { ConfigPath } from "./config-path.ts";
import { pathText } from "./config-path.ts";

/** Finds the line of a value, or of the nearest value around it; null where there is no file. */
export type LineOf = (path: ConfigPath) => number | null;

/** The most faults that are listed: who has more of them reads the first ones. */
const MAX_ISSUES = 100;

/** The faults of one config, collected so that all of them are told at once. */
export class Issues {
  readonly #source: string;
  readonly #lineOf: LineOf;
  readonly #found: ConfigIssue[] = [];

  /** @param source the file's name, or what else stands for the config in messages */
  constructor(source: string, lineOf: LineOf = () => null) {
    this.#source = source;
    this.#lineOf = lineOf;
  }

  /** How many there are. */
  get count(): number {
    return this.#found.length;
  }

  /** Notes a fault; the same one at the same place is noted once, and the first hundred in all. */
  add(path: ConfigPath, message: string): void {
    if (this.#found.length >= MAX_ISSUES) return;
    const text = pathText(path);
    if (this.#found.some((issue) => issue.path === text && issue.message === message)) return;
    this.#found.push({ path: text, line: this.#lineOf(path), message });
  }

  /** Throws a ConfigError if there are any, in the order of the file. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const order = (issue: ConfigIssue): number => issue.line ?? 0;
    throw new ConfigError(
      this.#source,
      this.#found.toSorted((a, b) => order(a) - order(b)),
    );
  }
}
