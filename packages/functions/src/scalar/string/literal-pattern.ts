import type { EmitContext } from "@millrace/compiler";
import { UnsupportedError } from "@millrace/core";

/** The characters that mean something in a regular expression. */
const METACHARACTERS = /[\\^$.|?*+()[\]{}]/;

/** Throws UnsupportedError for a pattern that is a regular expression: patterns are literal text. */
export function checkLiteralPattern({ options, argExprs }: EmitContext, name: string): void {
  if (options["literal"] === true) return;
  const pattern = argExprs[1];
  if (pattern?.kind === "literal" && !METACHARACTERS.test(String(pattern.value))) return;
  throw new UnsupportedError(
    `${name} takes a literal pattern, not a regular expression. Pass { literal: true } to look for the text itself`,
  );
}
