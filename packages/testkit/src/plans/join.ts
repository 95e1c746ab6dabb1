import type { DataType, Expr } from "millrace";
import { col, Int64, sameType } from "millrace";
import type { Random } from "../random.ts";
import type { PlanRelation } from "./relation.ts";
import type { PlanColumn } from "./term-context.ts";
import { isInteger } from "./term-context.ts";

const types = ["inner", "left", "right", "full", "semi", "anti"] as const;
type JoinType = (typeof types)[number];

/** Random joins of two relations without common names, on one to three pairs of columns of equal types; null if none fit. */
export function drawJoin(left: PlanRelation, right: PlanRelation, random: Random): PlanRelation | null {
  if (random.chance(0.04)) return crossJoin(left, right);
  const pairs = keyPairs(left, right, random);
  if (pairs.length === 0) return null;
  const how = random.pick(types);
  const nullsEqual = random.chance(0.15);
  // Keys that are computed are no columns of the result.
  const computed = pairs.every(([a]) => isInteger(a.type) && a.type.kind !== "uint64") && random.chance(0.15);
  const coalesce = !computed && random.chance(0.5);
  const equals = nullsEqual ? "is not distinct from" : "=";
  const keySql = (name: string): string => (computed ? `((${name}::bigint % 5 + 5) % 5)` : name);
  const on = pairs.map(([a, b]) => `${keySql(`l.${a.name}`)} ${equals} ${keySql(`r.${b.name}`)}`).join(" and ");
  const columns = resultColumns(left, right, how, coalesce, pairs);
  const output = columns.map(({ column, sql }) => `${sql} as ${column.name}`).join(", ");
  const [leftSql, rightSql] = [left, right].map(({ sql }) => `(\n${sql.replaceAll(/^/gm, "  ")}\n)`);
  const filters = how === "semi" || how === "anti";
  const sql = filters
    ? `select * from ${leftSql} l where ${how === "anti" ? "not " : ""}exists (select 1 from ${rightSql} r where ${on})`
    : `select ${output} from ${leftSql} l ${how} join ${rightSql} r on ${on}`;
  const key = ({ name }: PlanColumn): Expr => (computed ? col(name).cast(Int64).mod(5) : col(name));
  const leftOn = pairs.map(([a]) => key(a));
  const rightOn = pairs.map(([, b]) => key(b));
  const operators = [
    `join ${how}`,
    `join on ${pairs
      .map(([a]) => a.type.kind)
      .sort()
      .join("+")}`,
    ...(nullsEqual ? ["join nullsEqual"] : []),
    ...(computed ? ["join on computed keys"] : []),
  ];
  return {
    frame: left.frame.join(right.frame, { leftOn, rightOn, how, nullsEqual, coalesce }),
    sql,
    columns: filters ? left.columns : columns.map(({ column }) => column),
    order: filters ? left.order : null,
    operators: [...left.operators, ...right.operators, ...operators],
    before: left,
  };
}

function crossJoin(left: PlanRelation, right: PlanRelation): PlanRelation {
  const [leftSql, rightSql] = [left, right].map(({ sql }) => `(\n${sql.replaceAll(/^/gm, "  ")}\n)`);
  return {
    frame: left.frame.join(right.frame, { how: "cross" }),
    sql: `select l.*, r.* from ${leftSql} l cross join ${rightSql} r`,
    columns: [...left.columns, ...right.columns],
    order: null,
    operators: [...left.operators, ...right.operators, "join cross"],
    before: left,
  };
}

function keyPairs(left: PlanRelation, right: PlanRelation, random: Random): [PlanColumn, PlanColumn][] {
  const pairs: [PlanColumn, PlanColumn][] = [];
  // Row numbers are everywhere; other keys come first half of the time.
  const candidates = random.sample(left.columns, left.columns.length);
  if (random.chance(0.5)) candidates.sort((a, b) => Number(a.type.kind === "int64") - Number(b.type.kind === "int64"));
  for (const a of candidates) {
    if (a.fuzzy || pairs.some(([used]) => used === a)) continue;
    const fitting = right.columns.filter(
      (b) => !b.fuzzy && sameType(a.type, b.type) && !pairs.some(([, used]) => used === b),
    );
    if (fitting.length === 0) continue;
    pairs.push([a, random.pick(fitting)]);
    if (random.chance(0.6) || pairs.length === 3) break;
  }
  return pairs;
}

interface ResultColumn {
  readonly column: PlanColumn;
  readonly sql: string;
}

/** The columns in the order that the frame gives them: merged keys stand where the left's stood, in a right join the right's. */
function resultColumns(
  left: PlanRelation,
  right: PlanRelation,
  how: JoinType,
  coalesce: boolean,
  pairs: readonly (readonly [PlanColumn, PlanColumn])[],
): ResultColumn[] {
  const result: ResultColumn[] = [];
  for (const column of left.columns) {
    const partner = coalesce ? pairs.find(([a]) => a === column)?.[1] : undefined;
    if (partner === undefined) result.push({ column, sql: `l.${column.name}` });
    else if (how === "full")
      result.push({ column: merged(column, partner), sql: `coalesce(l.${column.name}, r.${partner.name})` });
    else if (how !== "right") result.push({ column, sql: `l.${column.name}` });
  }
  for (const column of right.columns) {
    const isMerged = coalesce && how !== "right" && pairs.some(([, b]) => b === column);
    if (!isMerged) result.push({ column, sql: `r.${column.name}` });
  }
  return result;
}

function merged(a: PlanColumn, b: PlanColumn): PlanColumn {
  const bound = a.bound === null || b.bound === null ? null : a.bound > b.bound ? a.bound : b.bound;
  const type: DataType = a.type;
  return { name: a.name, type, bound, exact: a.exact && b.exact, fuzzy: false };
}
