import type { EngineChoice, QueryOptions } from "@millrace/core";
import { OptionError, parseByteSize } from "@millrace/core";
import { ENGINES } from "../config/job-config.ts";
import type { OptionSpecs } from "./arguments.ts";
import { integerOption, UsageError } from "./arguments.ts";
import type { CommandContext } from "./command.ts";

/** Options of every command that runs a query. */
export const queryOptionSpecs: OptionSpecs = {
  engine: { kind: "value", help: "how queries run", choices: ENGINES },
  memory: { kind: "value", placeholder: "SIZE", help: 'cap of the process, as in "256MB"' },
  threads: { kind: "value", placeholder: "N", help: "worker threads" },
};

/** A size that was given as an option, in bytes. */
export function memoryOption({ args }: CommandContext): number | undefined {
  const text = args.value("memory");
  try {
    return text === undefined ? undefined : parseByteSize("millrace", "--memory", text);
  } catch (error) {
    if (error instanceof OptionError) throw new UsageError(`--memory is a size such as 256MB, not "${text}"`);
    throw error;
  }
}

/** The options of a query as the command line gives them. */
export function queryArguments(context: CommandContext): QueryOptions {
  const engine = context.args.value("engine") as EngineChoice | undefined;
  const memoryLimit = memoryOption(context);
  if (engine === "in-memory" && memoryLimit !== undefined) {
    throw new UsageError('--engine "in-memory" keeps to no limit: leave --memory out, or choose streaming or auto');
  }
  return {
    engine,
    memoryLimit,
    threads: integerOption(context.args, "threads"),
    signal: context.signal,
  };
}
