// Runs a plan row by row over a few rows, as slowly and plainly as can be: what the optimizer's plans are compared with.

import { fieldNames } from "@millrace/core";
import type { Expr } from "../expr/expr.ts";
import type { JoinNode } from "../logical/join.ts";
import { joinColumns } from "../logical/join-columns.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import type { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import { catalog } from "./fake-catalog.ts";

type Value = null | boolean | number | string;

/** A row by column name. */
export type Row = Readonly<Record<string, Value>>;

/** The rows of the sources, by label. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

const scalars: Readonly<Record<string, (...args: number[]) => Value>> = {
  add: (a = 0, b = 0) => a + b,
  eq: (a, b) => a === b,
  gt: (a = 0, b = 0) => a > b,
  lt: (a = 0, b = 0) => a < b,
};

function evaluate(expr: Expr, row: Row): Value {
  switch (expr.kind) {
    case "column": {
      const value = row[expr.name];
      if (value === undefined) throw new Error(`no column ${expr.name} in ${Object.keys(row).join()}`);
      return value;
    }
    case "literal":
      return typeof expr.value === "bigint" ? Number(expr.value) : expr.value;
    case "alias":
    case "cast":
      return evaluate(expr.input, row);
    case "conditional": {
      const branch = expr.branches.find(({ when }) => evaluate(when, row) === true);
      return evaluate(branch?.then ?? expr.otherwise, row);
    }
    case "aggregate":
      throw new Error("an aggregate outside of an aggregation");
    case "call": {
      const args = expr.args.map((arg) => evaluate(arg, row));
      const [first = null] = args;
      if (expr.function === "and") return args.includes(false) ? false : args.includes(null) ? null : true;
      if (expr.function === "or") return args.includes(true) ? true : args.includes(null) ? null : false;
      if (expr.function === "isNull") return first === null;
      if (expr.function === "isNotNull") return first !== null;
      if (args.includes(null)) return null;
      if (expr.function === "str.toDate" && first === "bad") throw new RangeError("not a date");
      if (expr.function === "str.toDate") return first;
      const apply = scalars[expr.function];
      if (apply === undefined) throw new Error(`no ${expr.function}`);
      return apply(...(args as number[]));
    }
  }
}

function aggregate(expr: Expr, rows: readonly Row[]): Value {
  if (expr.kind !== "aggregate") throw new Error("not an aggregate");
  if (expr.function === "len") return rows.length;
  const [arg] = expr.args;
  const values = rows.map((row) => (arg === undefined ? null : evaluate(arg, row))).filter((value) => value !== null);
  return values.sort(compare)[0] ?? null;
}

function grouped(rows: readonly Row[], key: (row: Row) => Value[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const text = JSON.stringify(key(row));
    const group = groups.get(text) ?? [];
    groups.set(text, group);
    group.push(row);
  }
  return [...groups.values()];
}

function joined(plan: JoinNode, tables: Tables): Row[] {
  const lefts = run(plan.left, tables);
  const rights = run(plan.right, tables);
  const columns = joinColumns(plan, schemaOf(plan.left, catalog), schemaOf(plan.right, catalog));
  const match = (left: Row, right: Row): boolean =>
    plan.leftOn.every((key, i) => {
      const value = evaluate(key, left);
      return value !== null && value === evaluate(plan.rightOn[i] ?? key, right);
    });
  const pair = (left: Row | null, right: Row | null): Row => {
    const cells = columns.map((column): [string, Value] => {
      const ofLeft = left?.[column.left ?? ""] ?? null;
      const ofRight = right?.[column.right ?? ""] ?? null;
      const value = { left: ofLeft, right: ofRight, either: ofLeft ?? ofRight }[column.value];
      return [column.field.name, value];
    });
    return Object.fromEntries(cells);
  };
  const hasMatch = (left: Row): boolean => rights.some((right) => match(left, right));
  if (plan.type === "semi") return lefts.filter(hasMatch);
  if (plan.type === "anti") return lefts.filter((left) => !hasMatch(left));
  if (plan.type === "right") {
    return rights.flatMap((right) => {
      const partners = lefts.filter((left) => match(left, right));
      return partners.length === 0 ? [pair(null, right)] : partners.map((left) => pair(left, right));
    });
  }
  const outer = plan.type === "left" || plan.type === "full";
  const rows = lefts.flatMap((left) => {
    const partners = rights.filter((right) => match(left, right));
    return partners.length === 0 && outer ? [pair(left, null)] : partners.map((right) => pair(left, right));
  });
  if (plan.type !== "full") return rows;
  const lonely = rights.filter((right) => !lefts.some((left) => match(left, right)));
  return [...rows, ...lonely.map((right) => pair(null, right))];
}

function scanned(plan: ScanNode, tables: Tables): Row[] {
  const { predicate, projection, limit } = plan;
  const rows = (tables[plan.source.label] ?? []).slice(0, limit ?? undefined);
  const kept = predicate === null ? rows : rows.filter((row) => evaluate(predicate, row) === true);
  const names = projection ?? fieldNames(plan.sourceSchema);
  return kept.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

function sliced(rows: readonly Row[], offset: number, length: number | null): Row[] {
  const start = offset < 0 ? Math.max(0, rows.length + offset) : offset;
  return rows.slice(start, length === null ? undefined : start + length);
}

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows of a plan, in an order that each operator defines; throws where an expression does. */
export function run(plan: LogicalPlan, tables: Tables): Row[] {
  switch (plan.kind) {
    case "scan":
      return scanned(plan, tables);
    case "filter":
      return run(plan.input, tables).filter((row) => evaluate(plan.predicate, row) === true);
    case "project":
      return run(plan.input, tables).map((row) =>
        Object.fromEntries(plan.columns.map(({ name, expr }) => [name, evaluate(expr, row)])),
      );
    case "aggregate": {
      const rows = run(plan.input, tables);
      const key = (row: Row): Value[] => plan.keys.map(({ expr }) => evaluate(expr, row));
      const groups = plan.keys.length === 0 ? [rows] : grouped(rows, key);
      return groups.map((group) => {
        const keys = plan.keys.map(({ name, expr }) => [name, evaluate(expr, group[0] ?? {})]);
        return Object.fromEntries([
          ...keys,
          ...plan.aggregates.map(({ name, expr }) => [name, aggregate(expr, group)]),
        ]);
      });
    }
    case "join":
      return joined(plan, tables);
    case "sort": {
      const rows = run(plan.input, tables).map((row) => ({
        row,
        keys: plan.keys.map(({ expr }) => evaluate(expr, row)),
      }));
      rows.sort((a, b) => a.keys.map((key, i) => compare(key, b.keys[i] ?? null)).find((order) => order !== 0) ?? 0);
      return rows.map(({ row }) => row).slice(0, plan.limit ?? undefined);
    }
    case "slice":
      return sliced(run(plan.input, tables), plan.offset, plan.length);
    case "unique": {
      const names = plan.subset ?? fieldNames(schemaOf(plan.input, catalog));
      const groups = grouped(run(plan.input, tables), (row) => names.map((name) => row[name] ?? null));
      return groups.flatMap((group) => group.slice(0, 1));
    }
    case "topRows": {
      const key = (row: Row): Value[] => plan.keys.map(({ expr }) => evaluate(expr, row));
      return grouped(run(plan.input, tables), key).flatMap((group) => {
        const rows = group.map((row) => ({ row, by: plan.by.map(({ expr }) => evaluate(expr, row)) }));
        rows.sort((a, b) => a.by.map((value, i) => compare(value, b.by[i] ?? null)).find((order) => order !== 0) ?? 0);
        return rows
          .slice(0, plan.limit)
          .map(({ row }) =>
            Object.fromEntries([
              ...plan.keys.map(({ name, expr }) => [name, evaluate(expr, row)]),
              ...plan.columns.map((name) => [name, row[name] ?? null]),
            ]),
          );
      });
    }
    case "concat":
      return plan.inputs.flatMap((input) => run(input, tables));
    case "rowIndex":
      return run(plan.input, tables).map((row, i) => ({ [plan.name]: plan.offset + i, ...row }));
  }
}
