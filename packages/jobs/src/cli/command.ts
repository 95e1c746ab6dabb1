import type { Arguments, OptionSpecs } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

/** What a command runs in. */
export interface CommandContext {
  readonly args: Arguments;
  readonly terminal: Terminal;
  /** Given when the program is asked to stop. */
  readonly signal: AbortSignal;
}

/** A command of the command line; a new one is its file and one line in the table of main.ts. */
export interface Command {
  /** How it is called, behind "millrace". */
  readonly usage: string;
  readonly summary: string;
  /** Further paragraphs of its help. */
  readonly details?: string;
  readonly options: OptionSpecs;
  /** Does the work; throws what went wrong. */
  run(context: CommandContext): Promise<void>;
}

/** A failure that the command has told already. */
export class ReportedError extends Error {}
