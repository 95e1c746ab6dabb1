import type { QueryOptions } from "@millrace/core";
import { sameType, typeName } from "@millrace/core";
import type { Expr } from "@millrace/frame";
import { col, len } from "@millrace/frame";
import type { CheckConfig, CheckRule } from "../config/check-config.ts";
import { pathText } from "../config/config-path.ts";
import type { Table } from "../plan/table.ts";
import type { CheckOutcome } from "./check-failed-error.ts";

/** Runs checks on a table; the rows are read once for all of them, and once more for each `unique`. */
export async function runChecks(
  checks: readonly Pick<CheckConfig, "node" | "rule">[],
  table: Table,
  options: QueryOptions,
): Promise<CheckOutcome[]> {
  const measures = checks.flatMap(({ rule }, i) => measuresOf(rule).map((expr, j) => expr.alias(`m${i}_${j}`)));
  const measured =
    measures.length === 0 ? null : (await table.frame.select(...measures).collect(options)).toRecords()[0]!;
  const outcomes: CheckOutcome[] = [];
  for (const [i, { node, rule }] of checks.entries()) {
    const values = measuresOf(rule).map((_, j) => Number(measured?.[`m${i}_${j}`] ?? 0));
    const problem =
      rule.kind === "unique"
        ? await repeatedKeys(rule.columns, table, options)
        : rule.kind === "schema"
          ? schemaProblem(rule, table)
          : measuredProblem(rule, values);
    outcomes.push({ check: pathText(node.path), ok: problem === null, message: problem ?? "ok" });
  }
  return outcomes;
}

type Measured = Exclude<CheckRule, { kind: "unique" | "schema" }>;

function measuresOf(rule: CheckRule): Expr[] {
  switch (rule.kind) {
    case "rows":
      return [len()];
    case "not_null":
      return rule.columns.map((name) => col(name).nullCount());
    case "range": {
      const value = col(rule.column);
      const beyond = [
        ...(rule.min === null ? [] : [value.lt(rule.min)]),
        ...(rule.max === null ? [] : [value.gt(rule.max)]),
      ];
      return [beyond[0]!.or(...beyond.slice(1)).sum(), value.min(), value.max()];
    }
    case "unique":
    case "schema":
      return [];
  }
}

function measuredProblem(rule: Measured, values: readonly number[]): string | null {
  switch (rule.kind) {
    case "rows": {
      const [rows] = values;
      if (rows! < rule.min) return `${rows} rows, at least ${rule.min} are needed`;
      return rule.max !== null && rows! > rule.max ? `${rows} rows, at most ${rule.max} are allowed` : null;
    }
    case "not_null": {
      const found = rule.columns.filter((_, i) => values[i]! > 0);
      return found.length === 0
        ? null
        : found.map((name) => `"${name}" has ${values[rule.columns.indexOf(name)]} nulls`).join(", ");
    }
    case "range": {
      const [beyond, min, max] = values;
      const limits = `${rule.min ?? "…"} to ${rule.max ?? "…"}`;
      return beyond === 0
        ? null
        : `"${rule.column}" lies beyond ${limits} in ${beyond} rows (it goes from ${min} to ${max})`;
    }
  }
}

async function repeatedKeys(columns: readonly string[], table: Table, options: QueryOptions): Promise<string | null> {
  const name = "millrace_rows";
  const repeated = table.frame
    .groupBy(...columns)
    .agg(len().alias(name))
    .filter(col(name).gt(1));
  const [counted] = (await repeated.select(len().alias("keys")).collect(options)).toRecords();
  const keys = Number(counted!["keys"]);
  return keys === 0 ? null : `${keys} combinations of ${columns.join(", ")} occur more than once`;
}

function schemaProblem({ types }: Extract<CheckRule, { kind: "schema" }>, { schema }: Table): string | null {
  const problems = Object.entries(types).flatMap(([name, type]) => {
    if (!schema.has(name)) return [`the column "${name}" is missing`];
    const found = schema.get(name);
    return sameType(found, type) ? [] : [`"${name}" is ${typeName(found)}, not ${typeName(type)}`];
  });
  return problems.length === 0 ? null : problems.join(", ");
}
