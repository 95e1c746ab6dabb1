import { didYouMean, MillraceError } from "@millrace/core";
import { ConfigError } from "../config/config-error.ts";
import { version } from "../version.ts";
import { optionLines, readArguments, UsageError } from "./arguments.ts";
import type { Command } from "./command.ts";
import { ReportedError } from "./command.ts";
import { convertCommand } from "./convert.ts";
import { describeCommand } from "./describe.ts";
import { runCommand } from "./run.ts";
import { summaryCommand } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { exitCodeOf, processTerminal } from "./terminal.ts";

const commands: Readonly<Record<string, Command>> = {
  run: runCommand,
  summary: summaryCommand,
  convert: convertCommand,
  describe: describeCommand,
};

const OK = 0;
const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs the command line and returns the exit code: 0, 1 where the work failed, 2 where the arguments or the config are
 * wrong, 130 or 143 where a signal stopped it.
 * @param args without the program's own name
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    (name === undefined ? terminal.err : terminal.out)(`${mainHelp()}\n`);
    return name === undefined ? WRONG_USAGE : OK;
  }
  if (name === "--version" || name === "-v") {
    terminal.out(`millrace ${version}\n`);
    return OK;
  }
  if (name === "help") return main([rest[0]!, "--help"], terminal);
  if (!Object.hasOwn(commands, name)) {
    terminal.err(`There is no command "${name}".${didYouMean(name, Object.keys(commands), "commands")}\n`);
    return WRONG_USAGE;
  }
  return runCommandLine(name, commands[name]!, rest, terminal);
}

async function runCommandLine(
  name: string,
  command: Command,
  rest: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const controller = new AbortController();
  const stopped: { by: "SIGINT" | "SIGTERM" | null } = { by: null };
  const unlisten = terminal.onStop((signal) => {
    stopped.by = signal;
    controller.abort(new Error(signal));
  });
  try {
    const help = { kind: "flag", short: "h", help: "show this text" } as const;
    const args = readArguments(rest, { ...command.options, help });
    if (args.flag("help")) terminal.out(`${commandHelp(command, help)}\n`);
    else await command.run({ args, terminal, signal: controller.signal });
    return OK;
  } catch (error) {
    if (stopped.by !== null) {
      terminal.err(`ERROR stopped by ${stopped.by}; nothing was published\n`);
      return exitCodeOf(stopped.by);
    }
    return report(error, name, terminal);
  } finally {
    unlisten();
  }
}

function report(error: unknown, name: string, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\nmillrace ${name} --help shows the options\n`);
    return WRONG_USAGE;
  }
  if (error instanceof ConfigError) {
    terminal.err(`${error.message}\n`);
    return WRONG_USAGE;
  }
  if (error instanceof ReportedError) return FAILED;
  if (!(error instanceof MillraceError)) throw error;
  terminal.err(`ERROR ${error.message}\n`);
  return FAILED;
}

function mainHelp(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  const lines = Object.values(commands).map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  return [
    "millrace: batch jobs over Parquet and CSV files",
    "",
    "Usage: millrace COMMAND [options]",
    "",
    ...lines,
    "",
    "  --help     show this text, or a command's with its name",
    "  --version  show the version",
  ].join("\n");
}

function commandHelp(
  command: Command,
  help: { readonly kind: "flag"; readonly short: "h"; readonly help: string },
): string {
  const { usage, summary, details, options } = command;
  const paragraphs = [`Usage: millrace ${usage}`, summary, ...(details === undefined ? [] : [details])];
  return [...paragraphs, optionLines({ ...options, help })].join("\n\n");
}
