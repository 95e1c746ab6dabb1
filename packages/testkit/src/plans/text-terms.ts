import * as m from "millrace";
import { concatStr } from "millrace";
import type { Term } from "./term.ts";
import type { TermContext } from "./term-context.ts";
import { isInteger } from "./term-context.ts";

/** A string term. */
export function textTerm(context: TermContext, depth: number): Term | null {
  const text = context.textColumn();
  const random = context.random;
  if (text === null || depth <= 0) return text;
  return context.first([
    () => text,
    () => {
      context.note("slice");
      const [offset, length] = [random.int(0, 13), random.int(0, 14)];
      return {
        ...text,
        expr: text.expr.str.slice(offset, length),
        sql: `substring(${text.sql}, ${offset + 1}, ${length})`,
      };
    },
    () => {
      const upper = random.chance(0.5);
      context.note(upper ? "toUppercase" : "toLowercase");
      const expr = upper ? text.expr.str.toUppercase() : text.expr.str.toLowercase();
      return { ...text, expr, sql: `${upper ? "upper" : "lower"}(${text.sql})` };
    },
    () => {
      const other = textTerm(context, depth - 1) ?? text;
      context.note("concatStr");
      const separator = random.pick(["", "-", " and "]);
      return {
        ...text,
        expr: concatStr([text.expr, other.expr], { separator }),
        sql: `(${text.sql} || '${separator}' || ${other.sql})`,
      };
    },
    () => {
      context.note("stripChars");
      return { ...text, expr: text.expr.str.stripChars("ab "), sql: `trim(${text.sql}, 'ab ')` };
    },
    () => {
      context.note("replace");
      const [part, value] = [
        random.pick(["a", "ab", "é", "much", " ", "😀"]),
        random.pick(["", "b", "日本 and more than that"]),
      ];
      const expr = text.expr.str.replace(part, value, { literal: true });
      return { ...text, expr, sql: `regexp_replace(${text.sql}, '${part}', '${value}')` };
    },
    () => {
      context.note("split");
      const [by, at] = [random.pick([" ", "a", "ab", "-"]), random.int(-2, 3)];
      const expr = text.expr.str.split(by).list.get(at, { nullOnOob: true });
      return { ...text, expr, sql: `string_split(${text.sql}, '${by}')[${at < 0 ? at : at + 1}]` };
    },
    () => {
      const source = context.columnOf(({ type }) => isInteger(type) || type.kind === "boolean" || type.kind === "date");
      return source === null ? null : context.cast({ ...source, bound: null }, m.String);
    },
  ]);
}
