// Random expressions in both languages. Only what both engines define alike is generated: no overflow, no division whose
// result depends on the sign of a zero, no case mapping beyond simple letters.

import type { DataType, Expr } from "millrace";
import * as m from "millrace";
import { coalesce, col, concatStr, when } from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import type { Random } from "../random.ts";
import type { ColumnKind } from "../tables/column-kind.ts";
import { columnKinds } from "../tables/column-kind.ts";
import type { Term, TermFacts } from "./term.ts";
import { literal, opaque } from "./term.ts";

/** A column that terms may use. */
export interface PlanColumn extends TermFacts {
  readonly name: string;
  /** Draws a value such as the column may hold, for what it is compared with. */
  readonly draw?: ColumnKind["draw"];
}

/** Integers beyond this magnitude are not computed with any more. */
const INTEGER_LIMIT = 2n ** 52n;
/** Exact floats are multiples of 1/8 up to here, so that products of three stay exact. */
const FLOAT_LIMIT = 2n ** 20n;

type Maker = () => Term | null;

/** Draws terms over the columns of one relation. */
export class TermGenerator {
  readonly #random: Random;
  readonly #columns: readonly PlanColumn[];
  readonly #note: (operator: string) => void;

  /** @param note is told the name of each function that is used */
  constructor(random: Random, columns: readonly PlanColumn[], note: (operator: string) => void) {
    this.#random = random;
    this.#columns = columns;
    this.#note = note;
  }

  /** A column as a term. */
  column(column: PlanColumn): Term {
    return { ...column, expr: col(column.name), sql: column.name };
  }

  /** A boolean term that is not fuzzy. */
  predicate(depth: number): Term {
    const makers: Maker[] = [
      () => this.#comparison(depth),
      () => this.#comparison(depth),
      () => this.#nullTest(),
      () => this.#membership(),
      () => this.#between(),
      () => this.#textTest(),
      () => this.#floatTest(),
      () => this.#columnOf((column) => column.type.kind === "boolean"),
    ];
    if (depth > 0) {
      makers.push(
        () => this.#connective(depth),
        () => this.#connective(depth),
        () => this.#negation(depth),
      );
    }
    return this.#first(makers) ?? this.#nullTest() ?? literal(m.Boolean, true, this.#random);
  }

  /** A term of any type. */
  any(depth: number): Term {
    const makers: Maker[] = [
      () => this.integer(depth),
      () => this.integer(depth),
      () => this.#float(depth),
      () => this.#decimal(depth),
      () => this.#text(depth),
      () => this.#text(depth),
      () => this.#text(depth),
      () => this.#date(),
      () => this.#datetime(),
      () => this.predicate(depth - 1),
      () => this.#conditional(depth),
    ];
    return this.#first(makers) ?? this.predicate(0);
  }

  /** An Int64 term of known bound. */
  integer(depth: number): Term | null {
    const leaf = (): Term | null => this.#integerLeaf();
    if (depth <= 0) return leaf();
    return this.#first([
      leaf,
      () => this.#arithmetic(depth, (d) => this.integer(d), INTEGER_LIMIT),
      () => this.#arithmetic(depth, (d) => this.integer(d), INTEGER_LIMIT),
      () => this.#floorDivision(depth),
      () => this.#sign(this.integer(depth - 1)),
      () => this.#clip(this.integer(depth - 1)),
      () => this.#textLength(),
      () => this.#datePart(),
      () => this.#floored(depth),
    ]);
  }

  #integerLeaf(): Term | null {
    const column = this.#columnOf(({ type, bound, fuzzy }) => isInteger(type) && bound !== null && !fuzzy);
    if (column === null || this.#random.chance(0.1)) {
      return literal(m.Int64, BigInt(this.#random.int(-9, 9)), this.#random);
    }
    return column.type.kind === "int64" ? column : this.#cast(column, m.Int64);
  }

  #floatLeaf(): Term | null {
    const column = this.#columnOf(({ type, exact, bound }) => isFloat(type) && exact && bound !== null);
    if (column === null || this.#random.chance(0.15)) {
      return { ...literal(m.Float64, this.#random.int(-40, 40) / 8 + 0.125, this.#random), bound: 6n };
    }
    return column.type.kind === "float64" ? column : this.#cast(column, m.Float64);
  }

  /** A Float64 term: exact, or a quotient. */
  #float(depth: number): Term | null {
    if (depth <= 0) return this.#floatLeaf();
    return this.#first([
      () => this.#exactFloat(depth),
      () => this.#exactFloat(depth),
      () => this.#quotient(depth),
      () => this.#columnOf(({ type }) => isFloat(type)),
      () => this.#rounded(depth),
    ]);
  }

  #exactFloat(depth: number): Term | null {
    if (depth <= 0) return this.#floatLeaf();
    return this.#first([
      () => this.#floatLeaf(),
      () => this.#arithmetic(depth, (d) => this.#exactFloat(d), FLOAT_LIMIT),
      () => this.#sign(this.#exactFloat(depth - 1)),
      () => this.#clip(this.#exactFloat(depth - 1)),
    ]);
  }

  #decimal(depth: number): Term | null {
    const leaf = this.#columnOf(({ type, bound }) => type.kind === "decimal" && bound !== null);
    if (leaf === null || depth <= 0) return leaf;
    const other = this.#decimal(depth - 1);
    if (other === null) return leaf;
    const operator = this.#random.pick(["add", "sub"] as const);
    const [a, b] = [decimalOf(leaf.type), decimalOf(other.type)];
    const scale = Math.max(a.scale, b.scale);
    const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
    if (precision > 30) return leaf;
    const rescaled = (term: Term, own: number): bigint => (term.bound ?? 0n) * 10n ** BigInt(scale - own);
    const bound = rescaled(leaf, a.scale) + rescaled(other, b.scale);
    // DuckDB keeps sums of decimals of up to 18 digits at 18.
    if (bound >= 10n ** 17n) return leaf;
    this.#note(operator);
    const sql = `(${leaf.sql} ${operator === "add" ? "+" : "-"} ${other.sql})`;
    return { ...opaque(m.Decimal(precision, scale)), bound, expr: leaf.expr[operator](other.expr), sql };
  }

  #arithmetic(depth: number, operand: (depth: number) => Term | null, limit: bigint): Term | null {
    const [a, b] = [operand(depth - 1), operand(depth - 2)];
    if (a === null || b === null || a.bound === null || b.bound === null) return null;
    const operator = this.#random.pick(["add", "sub", "mul"] as const);
    const bound = operator === "mul" ? a.bound * b.bound : a.bound + b.bound;
    if (bound > limit || (operator === "mul" && isFloat(a.type) && depth > 1)) return a;
    this.#note(operator);
    const exact = a.exact && b.exact && !(operator === "mul" && isFloat(a.type));
    const sign = { add: "+", sub: "-", mul: "*" }[operator];
    const facts = { type: a.type, bound: exact ? bound : null, exact, fuzzy: false };
    return { ...facts, expr: a.expr[operator](b.expr), sql: `(${a.sql} ${sign} ${b.sql})` };
  }

  #floorDivision(depth: number): Term | null {
    const [a, b] = [this.integer(depth - 1), this.integer(0)];
    if (a === null || b === null || a.bound === null || b.bound === null) return null;
    const operator = this.#random.pick(["floorDiv", "mod"] as const);
    this.#note(operator);
    const adjust = `(${a.sql} % ${b.sql} <> 0 and (${a.sql} < 0) <> (${b.sql} < 0))`;
    const value =
      operator === "floorDiv"
        ? `${a.sql} // ${b.sql} - if(${adjust}, 1, 0)`
        : `${a.sql} % ${b.sql} + if(${adjust}, ${b.sql}, 0)`;
    const sql = `(case when ${b.sql} <> 0 then ${value} end)`;
    return { ...a, bound: operator === "mod" ? b.bound : a.bound + 1n, expr: a.expr[operator](b.expr), sql };
  }

  #sign(a: Term | null): Term | null {
    if (a === null) return null;
    const operator = this.#random.pick(["neg", "abs"] as const);
    // The sign of a zero would show in quotients.
    if (isFloat(a.type) && operator === "neg") return a;
    this.#note(operator);
    return { ...a, expr: a.expr[operator](), sql: operator === "neg" ? `(-${a.sql})` : `abs(${a.sql})` };
  }

  #clip(a: Term | null): Term | null {
    if (a === null || a.bound === null) return null;
    this.#note("clip");
    const low = this.#random.int(-6, 0);
    const high = this.#random.int(0, 6);
    const type = sqlType(a.type);
    const sql = `(case when ${a.sql} < ${low} then cast(${low} as ${type}) when ${a.sql} > ${high} then cast(${high} as ${type}) else ${a.sql} end)`;
    return { ...a, expr: a.expr.clip(low, high), sql };
  }

  #quotient(depth: number): Term | null {
    const [a, b] = this.#random.chance(0.5)
      ? [this.integer(depth - 1), this.integer(0)]
      : [this.#exactFloat(depth - 1), this.#floatLeaf()];
    if (a === null || b === null) return null;
    this.#note("div");
    const sql = `(cast(${a.sql} as double) / cast(${b.sql} as double))`;
    return { ...opaque(m.Float64), exact: false, expr: a.expr.div(b.expr), sql };
  }

  #rounded(depth: number): Term | null {
    const a = this.#exactFloat(depth - 1);
    if (a === null) return null;
    const operator = this.#random.pick(["round", "floor", "ceil", "sqrt"] as const);
    this.#note(operator);
    if (operator === "sqrt") {
      return { ...opaque(m.Float64), exact: false, expr: a.expr.abs().sqrt(), sql: `sqrt(abs(${a.sql}))` };
    }
    const sql = operator === "round" ? `round_even(${a.sql}, 0)` : `${operator}(${a.sql})`;
    return { ...a, expr: a.expr[operator](), sql };
  }

  #floored(depth: number): Term | null {
    const a = this.#exactFloat(depth - 1);
    if (a === null || a.bound === null) return null;
    this.#note("floor");
    return this.#cast({ ...a, expr: a.expr.floor(), sql: `floor(${a.sql})`, bound: a.bound + 1n }, m.Int64);
  }

  #cast(term: Term, type: DataType): Term {
    this.#note("cast");
    const expr = term.expr.cast(type, { strict: this.#random.chance(0.5) });
    return { ...term, type, expr, sql: `cast(${term.sql} as ${sqlType(type)})` };
  }

  #textLength(): Term | null {
    const text = this.#textColumn();
    if (text === null) return null;
    const operator = this.#random.pick(["lenChars", "lenBytes"] as const);
    this.#note(operator);
    const sql = `${operator === "lenChars" ? "length" : "strlen"}(${text.sql})`;
    return this.#cast({ ...opaque(m.UInt32), bound: 5000n, expr: text.expr.str[operator](), sql }, m.Int64);
  }

  #datePart(): Term | null {
    const source = this.#columnOf(({ type }) => type.kind === "date" || type.kind === "datetime");
    if (source === null) return null;
    const parts = [
      "year",
      "month",
      "day",
      "weekday",
      ...(source.type.kind === "datetime" ? ["hour", "minute", "second"] : []),
    ];
    const part = this.#random.pick(parts) as "year" | "hour";
    this.#note(part);
    const sql = `${(part as string) === "weekday" ? "isodow" : part}(${source.sql})`;
    return this.#cast({ ...opaque(m.Int32), bound: 3000n, expr: source.expr.dt[part](), sql }, m.Int64);
  }

  #text(depth: number): Term | null {
    const text = this.#textColumn();
    const random = this.#random;
    if (text === null || depth <= 0) return text;
    return this.#first([
      () => text,
      () => {
        this.#note("slice");
        const [offset, length] = [random.int(0, 13), random.int(0, 14)];
        return {
          ...text,
          expr: text.expr.str.slice(offset, length),
          sql: `substring(${text.sql}, ${offset + 1}, ${length})`,
        };
      },
      () => {
        const upper = random.chance(0.5);
        this.#note(upper ? "toUppercase" : "toLowercase");
        const expr = upper ? text.expr.str.toUppercase() : text.expr.str.toLowercase();
        return { ...text, expr, sql: `${upper ? "upper" : "lower"}(${text.sql})` };
      },
      () => {
        const other = this.#text(depth - 1) ?? text;
        this.#note("concatStr");
        const separator = random.pick(["", "-", " and "]);
        return {
          ...text,
          expr: concatStr([text.expr, other.expr], { separator }),
          sql: `(${text.sql} || '${separator}' || ${other.sql})`,
        };
      },
      () => {
        this.#note("stripChars");
        return { ...text, expr: text.expr.str.stripChars("ab "), sql: `trim(${text.sql}, 'ab ')` };
      },
      () => {
        const source = this.#columnOf(({ type }) => isInteger(type) || type.kind === "boolean" || type.kind === "date");
        return source === null ? null : this.#cast({ ...source, bound: null }, m.String);
      },
    ]);
  }

  #date(): Term | null {
    const source = this.#columnOf(({ type }) => type.kind === "date" || type.kind === "datetime");
    if (source === null) return null;
    if (source.type.kind === "datetime") {
      this.#note("date");
      return { ...source, type: m.Date, expr: source.expr.dt.date(), sql: `cast(${source.sql} as date)` };
    }
    return this.#random.chance(0.5) ? source : this.#truncated(source, ["day", "week", "month", "quarter", "year"]);
  }

  #datetime(): Term | null {
    const source = this.#columnOf(({ type }) => type.kind === "date" || type.kind === "datetime");
    if (source === null) return null;
    if (source.type.kind === "date") return this.#cast(source, m.Datetime);
    return this.#truncated(source, ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]);
  }

  #truncated(source: Term, units: readonly string[]): Term {
    const unit = this.#random.pick(units);
    this.#note("truncate");
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

  #conditional(depth: number): Term | null {
    const [a, b] = this.#twoAlike(depth - 1);
    if (a === null || b === null) return null;
    const facts = {
      type: a.type,
      bound: a.bound === null || b.bound === null ? null : a.bound > b.bound ? a.bound : b.bound,
      exact: a.exact && b.exact,
      fuzzy: a.fuzzy || b.fuzzy,
    };
    if (this.#random.chance(0.3)) {
      this.#note("coalesce");
      const expr = this.#random.chance(0.5) ? coalesce(a.expr, b.expr) : a.expr.fillNull(b.expr);
      return { ...facts, expr, sql: `coalesce(${a.sql}, ${b.sql})` };
    }
    const condition = this.predicate(depth - 1);
    this.#note("when");
    const chain = when(condition.expr).then(a.expr);
    if (this.#random.chance(0.2))
      return { ...facts, expr: chain, sql: `(case when ${condition.sql} then ${a.sql} end)` };
    const sql = `(case when ${condition.sql} then ${a.sql} else ${b.sql} end)`;
    return { ...facts, expr: chain.otherwise(b.expr), sql };
  }

  /** Two terms of the same type. */
  #twoAlike(depth: number): [Term | null, Term | null] {
    const make = this.#random.pick<() => Term | null>([
      () => this.integer(depth),
      () => this.#exactFloat(depth),
      () => this.#text(depth),
      () => this.#date(),
      () => this.#datetime(),
      () => this.predicate(depth),
    ]);
    return [make(), make()];
  }

  #comparison(depth: number): Term | null {
    const [a, b] = this.#random.chance(0.4) ? this.#twoAlike(depth - 1) : this.#columnAndOther();
    if (a === null || b === null || a.fuzzy || b.fuzzy) return null;
    const operator = this.#random.pick(["eq", "ne", "lt", "le", "gt", "ge", "eqMissing", "neMissing"] as const);
    this.#note(operator);
    const sign = {
      eq: "=",
      ne: "<>",
      lt: "<",
      le: "<=",
      gt: ">",
      ge: ">=",
      eqMissing: "is not distinct from",
      neMissing: "is distinct from",
    }[operator];
    return { ...opaque(m.Boolean), expr: a.expr[operator](b.expr), sql: `(${a.sql} ${sign} ${b.sql})` };
  }

  /** A column, and a column or constant of its type. */
  #columnAndOther(): [Term | null, Term | null] {
    const column = this.#columnOf(({ fuzzy }) => !fuzzy);
    if (column === null) return [null, null];
    const alike = this.#columnOf(({ type, fuzzy }) => m.sameType(type, column.type) && !fuzzy);
    const constant = this.#constant(column);
    return [column, this.#random.chance(0.3) ? alike : constant];
  }

  #constant({ type, draw }: PlanColumn | Term): Term | null {
    const value = drawOf(type, draw)?.(this.#random);
    return value === undefined ? null : literal(type, value, this.#random);
  }

  #nullTest(): Term | null {
    const column = this.#columnOf(() => true);
    if (column === null) return null;
    const negated = this.#random.chance(0.5);
    this.#note(negated ? "isNotNull" : "isNull");
    const expr = negated ? column.expr.isNotNull() : column.expr.isNull();
    return { ...opaque(m.Boolean), expr, sql: `(${column.sql} is ${negated ? "not " : ""}null)` };
  }

  #membership(): Term | null {
    const column = this.#columnOf(({ type, fuzzy }) => !fuzzy && (isInteger(type) || type.kind === "string"));
    if (column === null) return null;
    const draw = drawOf(column.type, column.draw);
    if (draw === null) return null;
    this.#note("isIn");
    const values = Array.from({ length: this.#random.int(1, 5) }, () => draw(this.#random));
    const list = values.map((value) => literal(column.type, value, this.#random).sql).join(", ");
    return { ...opaque(m.Boolean), expr: column.expr.isIn(values), sql: `(${column.sql} in (${list}))` };
  }

  #between(): Term | null {
    const column = this.#columnOf(({ type, fuzzy }) => !fuzzy && type.kind !== "boolean");
    if (column === null) return null;
    const [low, high] = [this.#constant(column), this.#constant(column)];
    if (low === null || high === null) return null;
    this.#note("isBetween");
    const closed = this.#random.pick(["both", "left", "right", "none"] as const);
    const [from, to] = { both: [">=", "<="], left: [">=", "<"], right: [">", "<="], none: [">", "<"] }[closed];
    return {
      ...opaque(m.Boolean),
      expr: column.expr.isBetween(low.expr, high.expr, closed),
      sql: `(${column.sql} ${from} ${low.sql} and ${column.sql} ${to} ${high.sql})`,
    };
  }

  #textTest(): Term | null {
    const text = this.#textColumn();
    if (text === null) return null;
    const operator = this.#random.pick(["startsWith", "endsWith", "contains", "like"] as const);
    this.#note(operator);
    const part = this.#random.pick([
      "a",
      "ab",
      "",
      "b",
      "a string that is much",
      "é",
      "本",
      " 1",
      "prefix 12",
      "zebra",
    ]);
    const pattern = this.#random.pick(["%a%", "a%", "%b", "_b%", "%much%with%", "", "%", "___", "%é"]);
    const [expr, sql]: [Expr, string] = {
      startsWith: [text.expr.str.startsWith(part), `starts_with(${text.sql}, '${part}')`] as [Expr, string],
      endsWith: [text.expr.str.endsWith(part), `ends_with(${text.sql}, '${part}')`] as [Expr, string],
      contains: [text.expr.str.contains(part, { literal: true }), `contains(${text.sql}, '${part}')`] as [Expr, string],
      like: [text.expr.str.like(pattern), `(${text.sql} like '${pattern}')`] as [Expr, string],
    }[operator];
    return { ...opaque(m.Boolean), expr, sql };
  }

  #floatTest(): Term | null {
    const column = this.#columnOf(({ type }) => isFloat(type));
    if (column === null) return null;
    const operator = this.#random.pick(["isNan", "isFinite", "isInfinite"] as const);
    this.#note(operator);
    const name = { isNan: "isnan", isFinite: "isfinite", isInfinite: "isinf" }[operator];
    return { ...opaque(m.Boolean), expr: column.expr[operator](), sql: `${name}(${column.sql})` };
  }

  #connective(depth: number): Term {
    const [a, b] = [this.predicate(depth - 1), this.predicate(depth - 1)];
    const operator = this.#random.pick(["and", "or", "xor"] as const);
    this.#note(operator);
    const sql = operator === "xor" ? `(${a.sql} <> ${b.sql})` : `(${a.sql} ${operator} ${b.sql})`;
    return { ...opaque(m.Boolean), expr: a.expr[operator](b.expr), sql };
  }

  #negation(depth: number): Term {
    const a = this.predicate(depth - 1);
    this.#note("not");
    return { ...opaque(m.Boolean), expr: a.expr.not(), sql: `(not ${a.sql})` };
  }

  #textColumn(): Term | null {
    return this.#columnOf(({ type }) => type.kind === "string");
  }

  #columnOf(fits: (column: PlanColumn) => boolean): Term | null {
    const fitting = this.#columns.filter(fits);
    return fitting.length === 0 ? null : this.column(this.#random.pick(fitting));
  }

  /** The first term that can be made, the makers tried in random order. */
  #first(makers: readonly Maker[]): Term | null {
    for (const maker of this.#random.sample(makers, makers.length)) {
      const term = maker();
      if (term !== null) return term;
    }
    return null;
  }
}

function drawOf(type: DataType, own: ColumnKind["draw"] | undefined): ColumnKind["draw"] | null {
  const kinds = columnKinds.filter((kind) => m.sameType(kind.type, type));
  if (own === undefined && kinds.length === 0) return null;
  return own ?? ((random) => random.pick(kinds).draw(random));
}

/** Whether values are whole numbers. */
export function isInteger(type: DataType): boolean {
  return type.kind.startsWith("int") || type.kind.startsWith("uint");
}

/** Whether values are floats. */
export function isFloat(type: DataType): boolean {
  return type.kind === "float32" || type.kind === "float64";
}

function decimalOf(type: DataType): { readonly precision: number; readonly scale: number } {
  if (type.kind !== "decimal") throw new RangeError(`Not a decimal: ${type.kind}`);
  return type;
}
