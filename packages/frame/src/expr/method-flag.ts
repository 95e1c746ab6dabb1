import { checkBoolean, checkOptions } from "@millrace/core";

/** The only option of a method of expressions, true or false; throws an OptionError for another option or value. */
export function methodFlag(where: string, options: object, name: string, fallback: boolean): boolean {
  checkOptions(where, options, [name]);
  return checkBoolean(where, name, (options as Readonly<Record<string, unknown>>)[name] ?? fallback);
}
