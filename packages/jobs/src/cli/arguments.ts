import { parseArgs } from "node:util";
import { didYouMean } from "@millrace/core";

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/** An option: a flag, or one that takes a value, which may be repeated. */
export interface OptionSpec {
  readonly kind: "flag" | "value" | "values";
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly placeholder?: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** Options by name. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** A command line that was understood. */
export interface Arguments {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/** Reads a command's arguments. Throws a UsageError that names the argument and what it may be. */
export function readArguments(args: readonly string[], specs: OptionSpecs): Arguments {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { kind, short }]) => [
      name,
      {
        type: kind === "flag" ? ("boolean" as const) : ("string" as const),
        multiple: kind === "values",
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(argumentProblem(error, args, Object.keys(specs)));
  }
  const { values, positionals } = parsed;
  for (const [name, { choices }] of Object.entries(specs)) {
    const value = values[name];
    if (choices !== undefined && typeof value === "string" && !choices.includes(value)) {
      throw new UsageError(`--${name} is one of ${choices.join(", ")}, not "${value}"`);
    }
  }
  return {
    positionals,
    flag: (name) => values[name] === true,
    value: (name) => (values[name] as string | undefined) ?? specs[name]?.default,
    values: (name) => (values[name] as string[] | undefined) ?? [],
  };
}

function argumentProblem(error: unknown, args: readonly string[], names: readonly string[]): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") return message.split("\n")[0]!;
  const unknown = /'(-[^' =]*)/.exec(message)?.[1] ?? args.find((arg) => arg.startsWith("-")) ?? "";
  return `There is no option ${unknown}.${didYouMean(unknown.replace(/^-+/, ""), names, "options")}`;
}

/** An option's value as an integer from 1 on. */
export function integerOption(args: Arguments, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return value;
  throw new UsageError(`--${name} is an integer from 1 on, not "${text}"`);
}

/** The options as lines of a help text. */
export function optionLines(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([name, { kind, short, placeholder, help, choices, default: fallback }]) => {
    const value = kind === "flag" ? "" : ` ${placeholder ?? name.toUpperCase()}`;
    const notes = [
      ...(choices === undefined ? [] : [`one of ${choices.join(", ")}`]),
      ...(fallback === undefined ? [] : [`default ${fallback}`]),
    ];
    const left = `${short === undefined ? "    " : `-${short}, `}--${name}${value}`;
    return [left, `${help}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
