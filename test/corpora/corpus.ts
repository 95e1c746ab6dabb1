import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MillraceError } from "@millrace/core";

/** The shared files with what other engines make of them; they are not part of the project. */
export const corpora: string = process.env["MILLRACE_CORPORA"] ?? join(import.meta.dirname, "../../../shared/corpora");

/** A file of the corpora. */
export interface CorpusFile {
  /** Within the corpora. */
  readonly path: string;
  /** "reads", "clean-error", "either", … */
  readonly expected: string;
  /** Path of its oracle within the corpora. */
  readonly oracle: string;
}

/** The files of a format that have an oracle; none where the corpora are not here. */
export function corpusFiles(format: string): CorpusFile[] {
  const manifest = join(corpora, "MANIFEST.tsv");
  if (!existsSync(manifest)) return [];
  const [names = [], ...rows] = readFileSync(manifest, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  const cell = (row: readonly string[], name: string): string => row[names.indexOf(name)] ?? "";
  return rows
    .filter((row) => cell(row, "format") === format && cell(row, "oracle") !== "")
    .map((row) => ({ path: cell(row, "path"), expected: cell(row, "expected"), oracle: cell(row, "oracle") }));
}

/** What a test says of a file that does not simply read as its oracle says: how it ended, and why. */
export type Outcome = readonly [outcome: string, reason: string];

/** The outcome of an error that a file ended in; any other error is thrown on. */
export function errorOutcome(error: unknown): Outcome {
  if (!(error instanceof MillraceError)) throw error;
  // The sentence that says what is wrong: neither the place nor the advice.
  return [error.code, error.message.split(/: file |: \/|;|, in the file|: column "/)[0]!];
}

/**
 * The outcomes that are expected of a corpus, in the file NAME.tsv beside the tests: path, outcome, reason. Files that are not in it read
 * as their oracle says. With UPDATE_GOLDEN=1 in the environment the file is written: read the difference before it is committed.
 */
export class ExpectedOutcomes {
  readonly #file: string;
  readonly #expected: ReadonlyMap<string, Outcome>;
  readonly #seen = new Map<string, Outcome | null>();

  constructor(name: string) {
    this.#file = join(import.meta.dirname, `${name}.tsv`);
    const lines = existsSync(this.#file) ? readFileSync(this.#file, "utf8").trimEnd().split("\n").slice(1) : [];
    this.#expected = new Map(
      lines.map((line) => {
        const [path = "", outcome = "", reason = ""] = line.split("\t");
        return [path, [outcome, reason]];
      }),
    );
  }

  /** What is wrong with the outcome of a file (null: as its oracle says); null if nothing is. */
  check(path: string, outcome: Outcome | null): string | null {
    // Damaged files have names of any bytes.
    const found: Outcome | null = outcome && [outcome[0], outcome[1].replace(/[^ -~]/g, "?")];
    this.#seen.set(path, found);
    const [expected, got] = [this.#expected.get(path), found].map((one) => one?.join(": ") ?? "as its oracle says");
    return expected === got || process.env["UPDATE_GOLDEN"] === "1" ? null : `${path}: ${got}; expected: ${expected}`;
  }

  /** Expected outcomes of files that were not checked. */
  unchecked(): string[] {
    return [...this.#expected.keys()].filter((path) => !this.#seen.has(path));
  }

  /** The files that ended for a reason. */
  withReason(reason: string): string[] {
    return [...this.#seen].flatMap(([path, found]) => (found?.[1] === reason ? [path] : []));
  }

  /** Writes the outcomes, where the environment asks for it. */
  update(): void {
    if (process.env["UPDATE_GOLDEN"] !== "1") return;
    const lines = [...this.#seen].flatMap(([path, found]) => (found === null ? [] : [[path, ...found].join("\t")]));
    writeFileSync(this.#file, `${["path\toutcome\treason", ...lines.sort()].join("\n")}\n`);
  }
}
