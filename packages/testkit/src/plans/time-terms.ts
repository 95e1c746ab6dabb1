import * as m from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import type { Term } from "./term.ts";
import type { TermContext } from "./term-context.ts";

/** A date term. */
export function dateTerm(context: TermContext): Term | null {
  const source = context.columnOf(({ type }) => type.kind === "date" || type.kind === "datetime");
  if (source === null) return null;
  if (source.type.kind === "datetime") {
    context.note("date");
    return { ...source, type: m.Date, expr: source.expr.dt.date(), sql: `cast(${source.sql} as date)` };
  }
  return context.random.chance(0.5) ? source : truncated(context, source, ["day", "week", "month", "quarter", "year"]);
}

/** A datetime term. */
export function datetimeTerm(context: TermContext): Term | null {
  const source = context.columnOf(({ type }) => type.kind === "date" || type.kind === "datetime");
  if (source === null) return null;
  if (source.type.kind === "date") return context.cast(source, m.Datetime);
  return truncated(context, source, ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]);
}

function truncated(context: TermContext, source: Term, units: readonly string[]): Term {
  const unit = context.random.pick(units);
  context.note("truncate");
  const every = {
    second: "1s",
    minute: "1m",
    hour: "1h",
    day: "1d",
    week: "1w",
    month: "1mo",
    quarter: "1q",
    year: "1y",
  }[unit]!;
  const sql = `cast(date_trunc('${unit}', ${source.sql}) as ${sqlType(source.type)})`;
  return { ...source, expr: source.expr.dt.truncate(every), sql };
}
