import { closest } from "../errors/suggest.ts";
import { OptionError } from "../errors/user-errors.ts";

function camelCase(name: string): string {
  return name.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Throws an OptionError unless every key of `given` is in `known`; the message names the right spelling.
 * @param where what the options belong to, as the user writes it: `scanCsv`
 * @param renamed old or foreign names, with the sentence that says what to write today
 */
export function checkOptions(
  where: string,
  given: object | undefined,
  known: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new OptionError(
      `${where}: options are an object, not ${JSON.stringify(given) ?? typeof given}`,
      where,
      "",
      known,
    );
  }
  for (const option of Object.keys(given)) {
    if (known.includes(option)) continue;
    throw new OptionError(
      `${where} has no option "${option}". ${advice(option, known, renamed)}`,
      where,
      option,
      known,
    );
  }
}

function advice(option: string, known: readonly string[], renamed: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(renamed, option)) return renamed[option]!;
  const likely = known.find((name) => name === camelCase(option)) ?? closest(option, known);
  if (likely !== undefined) return `Did you mean "${likely}"?`;
  return known.length === 0 ? "It takes no options" : `The options are: ${known.join(", ")}`;
}

/** The value if it is one of the choices; else an OptionError that lists them. */
export function checkChoice<T extends string>(where: string, option: string, value: unknown, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  const likely = typeof value === "string" ? closest(value, choices) : undefined;
  throw new OptionError(
    `${where}: ${option} is one of ${choices.map((name) => `"${name}"`).join(", ")}, not ${describe(value)}.` +
      (likely === undefined ? "" : ` Did you mean "${likely}"?`),
    where,
    option,
    choices,
  );
}

/** The value if it is an integer from `min` to `max`; else an OptionError. */
export function checkInteger(
  where: string,
  option: string,
  value: unknown,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
  throw new OptionError(`${where}: ${option} is an integer ${range}, not ${describe(value)}`, where, option);
}

/** The value if it is true or false; else an OptionError. */
export function checkBoolean(where: string, option: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new OptionError(`${where}: ${option} is true or false, not ${describe(value)}`, where, option);
}

/** The value if it is a string that is not empty; else an OptionError. */
export function checkString(where: string, option: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new OptionError(`${where}: ${option} is a string, not ${describe(value)}`, where, option);
}

function describe(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  return JSON.stringify(value) ?? `${value}`;
}
