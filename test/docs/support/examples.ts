import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import type { Series } from "millrace";
import * as millrace from "millrace";

/** Absolute path of the repository. */
export const root: string = join(import.meta.dirname, "../../..");

/** A fenced block of code of a document, with the fenced block of text behind it. */
export interface DocExample {
  readonly line: number;
  readonly code: string;
  /** What the document says the code gives; null where nothing follows. */
  readonly expected: string | null;
}

const blocks = /^```js\n([\s\S]*?)^```\n(?:\n?```text\n([\s\S]*?)^```$)?/gm;

/** The examples of a document, in order. */
export function readExamples(path: string): DocExample[] {
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(blocks)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    code: match[1]!,
    expected: match[2]?.trimEnd() ?? null,
  }));
}

/**
 * Runs an example with all names of the package in scope and gives what it says: what a program prints by console.log (its import
 * of the package is left out), or the value of an expression, of a frame one line a column.
 */
export async function runExample(code: string): Promise<string> {
  const printed: string[] = [];
  const console = { log: (...values: readonly unknown[]) => printed.push(format(...values)) };
  const body = code.replace(/^import [^;]* from "millrace";$/gm, "");
  const isProgram = /^(const|let|import|await|console|for|for await) /m.test(code) || code.includes("console.log");
  const source = `return (async () => {${isProgram ? body : `return (${body.replace(/;?\s*$/, "")}\n);`}})()`;
  const names = Object.keys(millrace);
  const values: readonly unknown[] = Object.values(millrace);
  try {
    const run = new Function(...names, "console", source);
    const value: unknown = await run(...values, console);
    if (value !== undefined) printed.push(show(value));
  } catch (error) {
    if (!(error instanceof millrace.MillraceError)) throw error;
    printed.push(`${error.name}: ${error.message}`);
  }
  return printed.join("\n").trimEnd();
}

/** A frame as one line a column: name, type, values. */
function show(value: unknown): string {
  if (!(value instanceof millrace.DataFrame)) return `${value}`;
  return value.columns.map((name) => columnLine(value.column(name))).join("\n");
}

function columnLine(column: Series): string {
  const values = column.toArray().map(showValue).join(", ");
  return `${column.name}: ${millrace.typeName(column.type)} [${values}]`;
}

function showValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof globalThis.Date) return value.toISOString();
  return Object.is(value, -0) ? "-0" : `${value}`;
}
