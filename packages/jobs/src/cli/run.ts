import { parseOverride } from "../config/overrides.ts";
import { entryText, rowsText } from "../run/job-log.ts";
import { runJob } from "../run/run-pipeline.ts";
import { integerOption, UsageError } from "./arguments.ts";
import type { Command, CommandContext } from "./command.ts";
import { ReportedError } from "./command.ts";
import { ProgressBar } from "./progress-bar.ts";
import { memoryOption, queryOptionSpecs } from "./query-arguments.ts";

const PREVIEW_ROWS = 10;

/** `millrace run CONFIG.yaml` */
export const runCommand: Command = {
  usage: "run CONFIG.yaml [options]",
  summary: "Run a batch job that a YAML file describes",
  details:
    "Paths in the config are relative to the current directory. The log goes to stderr, the first rows of the result\n" +
    "to stdout. Nothing is published unless every step and check succeeds.",
  options: {
    config: { kind: "value", placeholder: "FILE", help: "the config, in place of the argument" },
    ...queryOptionSpecs,
    set: { kind: "values", placeholder: "PATH=VALUE", help: "a value of the config, typed as in YAML; repeatable" },
    explain: { kind: "flag", help: "show the plan before it runs" },
    quiet: { kind: "flag", short: "q", help: "show errors alone" },
  },
  async run(context) {
    const { args, terminal, signal } = context;
    const quiet = args.flag("quiet");
    const bar = new ProgressBar(terminal);
    let preview = "";
    let wasReported = false;
    try {
      const job = await runJob(
        configOf(context),
        await overridesOf(context),
        {
          signal,
          onLog(entry) {
            bar.clear();
            const isError = entry.level === "ERROR";
            // What a signal stopped is told by main.
            if (isError && signal.aborted) return;
            if (!quiet || isError) terminal.err(`${entryText(entry)}\n`);
            wasReported ||= isError;
          },
          onPhase: () => bar.clear(),
          onProgress: quiet ? undefined : (progress) => bar.update(progress),
          onPlan: args.flag("explain") ? (plan) => terminal.out(`${plan.trimEnd()}\n\n`) : undefined,
        },
        async ({ frame }, query) => {
          if (!quiet) preview = `${await frame.head(PREVIEW_ROWS).collect(query)}`;
        },
      );
      bar.clear();
      if (quiet) return;
      const of = job.rows > PREVIEW_ROWS ? `the first ${PREVIEW_ROWS} of ${rowsText(job.rows)}` : rowsText(job.rows);
      terminal.out(`${preview}\n${of}\n`);
    } catch (error) {
      throw wasReported ? new ReportedError("", { cause: error }) : error;
    } finally {
      bar.clear();
    }
  },
};

function configOf({ args }: CommandContext): string {
  const option = args.value("config");
  const given = [...args.positionals, ...(option === undefined ? [] : [option])];
  if (given.length === 1) return given[0]!;
  throw new UsageError(
    given.length === 0
      ? "run needs a config: millrace run CONFIG.yaml"
      : `run takes one config, not ${given.join(", ")}`,
  );
}

async function overridesOf(context: CommandContext): Promise<Awaited<ReturnType<typeof parseOverride>>[]> {
  const { args } = context;
  const overrides = [];
  for (const text of args.values("set")) overrides.push(await parseOverride(text));
  const settings = {
    engine: args.value("engine"),
    memory: memoryOption(context),
    threads: integerOption(args, "threads"),
  };
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) overrides.push({ path: ["settings", name], value });
  }
  return overrides;
}
