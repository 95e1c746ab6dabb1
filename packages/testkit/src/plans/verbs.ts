// One function for each verb: it adds the verb to a relation, in both languages, or gives null where the relation does not
// allow it.

import type { Expr } from "millrace";
import { col, concat, Int64, UInt32 } from "millrace";
import type { Random } from "../random.ts";
import { drawAggregate } from "./aggregates.ts";
import type { PlanRelation } from "./relation.ts";
import type { Term } from "./term.ts";
import { opaque } from "./term.ts";
import type { PlanColumn } from "./term-context.ts";
import { isInteger } from "./term-context.ts";
import { TermGenerator } from "./term-generator.ts";

/** What verbs draw from. */
export interface VerbContext {
  readonly random: Random;
  /** A column name that the plan does not have yet. */
  freshName(): string;
}

/** Adds a verb. */
export type Verb = (input: PlanRelation, context: VerbContext) => PlanRelation | null;

const DEPTH = 3;

/** Starts the operators of a verb and gives a generator that notes its functions there. */
function begin(
  name: string,
  input: PlanRelation,
  random: Random,
): { operators: string[]; terms: TermGenerator; note: (name: string) => void } {
  const operators = [...input.operators, name];
  const note = (used: string): void => void operators.push(`.${used}`);
  return { operators, note, terms: new TermGenerator(random, input.columns, note) };
}

/** The input as a table expression. */
function from(input: PlanRelation): string {
  return `from (\n${input.sql.replaceAll(/^/gm, "  ")}\n)`;
}

function named(name: string, term: Term): { readonly column: PlanColumn; readonly expr: Expr; readonly sql: string } {
  const { type, bound, exact, fuzzy } = term;
  return { column: { name, type, bound, exact, fuzzy }, expr: term.expr.alias(name), sql: `${term.sql} as ${name}` };
}

/** The order, as far as its columns are still there under their names. */
function keptOrder(input: PlanRelation, columns: readonly string[]): readonly string[] | null {
  if (input.order === null) return null;
  return input.order.every((term) => columns.includes(term.split(" ")[0]!)) ? input.order : null;
}

/** Keeps the rows of a random predicate. */
export const filter: Verb = (input, { random }) => {
  // Predicates over few columns reach one side of a join, or the statistics of a file.
  const columns = random.chance(0.5) ? input.columns : random.sample(input.columns, random.int(1, 2));
  const { operators, terms } = begin("filter", { ...input, columns }, random);
  const predicate = terms.predicate(random.int(0, DEPTH));
  const sql = `select * ${from(input)}\nwhere ${predicate.sql}`;
  return { ...input, frame: input.frame.filter(predicate.expr), sql, operators, before: input };
};

const select: Verb = (input, { random, freshName }) => {
  const { operators, terms } = begin("select", input, random);
  const kept = random.sample(input.columns, random.int(1, Math.min(8, input.columns.length)));
  // The column that gives the order stays mostly, so that more of the plan can be compared in order.
  for (const term of input.order ?? []) {
    const column = input.columns.find(({ name }) => name === term.split(" ")[0]);
    if (column !== undefined && !kept.includes(column) && random.chance(0.8)) kept.push(column);
  }
  const computed = Array.from({ length: random.int(0, 3) }, () => named(freshName(), terms.any(random.int(1, DEPTH))));
  const columns = [...kept, ...computed.map(({ column }) => column)];
  return {
    frame: input.frame.select(...kept.map(({ name }) => col(name)), ...computed.map(({ expr }) => expr)),
    sql: `select ${[...kept.map(({ name }) => name), ...computed.map((term) => term.sql)].join(", ")} ${from(input)}`,
    columns,
    order: keptOrder(
      input,
      columns.map(({ name }) => name),
    ),
    operators,
    before: input,
  };
};

const withColumns: Verb = (input, { random, freshName }) => {
  const { operators, terms } = begin("withColumns", input, random);
  const computed = Array.from({ length: random.int(1, 3) }, () => named(freshName(), terms.any(random.int(1, DEPTH))));
  return {
    ...input,
    frame: input.frame.withColumns(...computed.map(({ expr }) => expr)),
    sql: `select *, ${computed.map((term) => term.sql).join(", ")} ${from(input)}`,
    columns: [...input.columns, ...computed.map(({ column }) => column)],
    operators,
    before: input,
  };
};

/** Groups by random keys. */
export const groupBy: Verb = (input, { random, freshName }) => {
  const { operators, terms, note } = begin("groupBy", input, random);
  const keys = random
    .sample(
      input.columns.filter(({ fuzzy }) => !fuzzy),
      random.pick([1, 1, 1, 2, 2, 3]),
    )
    .map((column) => named(freshName(), terms.column(column)));
  if (random.chance(0.25)) {
    const computed = terms.any(2);
    if (!computed.fuzzy) keys.push(named(freshName(), computed));
  }
  if (keys.length === 0) return null;
  const aggregates = drawAggregates(input, random, terms, freshName, note);
  const options = random.chance(0.2) ? [{ maintainOrder: true }] : [];
  const all = [...keys, ...aggregates];
  return {
    frame: input.frame.groupBy(...keys.map(({ expr }) => expr), ...options).agg(...aggregates.map(({ expr }) => expr)),
    sql: `select ${all.map((term) => term.sql).join(", ")} ${from(input)}\ngroup by ${keys.map((_, i) => i + 1).join(", ")}`,
    columns: all.map(({ column }) => column),
    order: null,
    operators,
    before: input,
  };
};

const aggregate: Verb = (input, { random, freshName }) => {
  const { operators, terms, note } = begin("aggregate", input, random);
  const aggregates = drawAggregates(input, random, terms, freshName, note);
  return {
    frame: input.frame.select(...aggregates.map(({ expr }) => expr)),
    sql: `select ${aggregates.map((term) => term.sql).join(", ")} ${from(input)}`,
    columns: aggregates.map(({ column }) => column),
    order: null,
    operators,
    before: input,
  };
};

/** The sum of two whole-numbered aggregates, computed when the groups are complete. */
function sumOf(a: Term, b: Term): Term | null {
  if (a.bound === null || b.bound === null || !isInteger(a.type) || !isInteger(b.type)) return null;
  if (a.bound + b.bound >= 2n ** 62n) return null;
  const expr = a.expr.cast(Int64).add(b.expr.cast(Int64));
  const sql = `(cast(${a.sql} as bigint) + cast(${b.sql} as bigint))`;
  return { ...opaque(Int64), bound: a.bound + b.bound, expr, sql };
}

function drawAggregates(
  input: PlanRelation,
  random: Random,
  terms: TermGenerator,
  freshName: () => string,
  note: (name: string) => void,
): ReturnType<typeof named>[] {
  const order = input.order === null || input.order.length === 0 ? null : input.order.join(", ");
  return Array.from({ length: random.int(1, 4) }, () => {
    const draw = (): Term => {
      const argument = random.chance(0.75) ? terms.column(random.pick(input.columns)) : terms.any(2);
      return drawAggregate(random, argument, order, note);
    };
    const first = draw();
    return named(freshName(), random.chance(0.15) ? (sumOf(first, draw()) ?? first) : first);
  });
}

/** Sorts by random keys. */
export const sort: Verb = (input, { random }) => {
  const comparable = input.columns.filter(({ fuzzy }) => !fuzzy);
  const total = random.chance(0.5);
  const keys = random.sample(comparable, total ? comparable.length : random.int(1, Math.min(3, comparable.length)));
  if (keys.length === 0) return null;
  const { operators } = begin(total ? "sort (all columns)" : "sort", input, random);
  const directions = keys.map(() => ({ descending: random.chance(0.5), nullsLast: random.chance(0.5) }));
  const order = keys.map(({ name }, i) => {
    const { descending, nullsLast } = directions[i]!;
    return `${name} ${descending ? "desc" : "asc"} nulls ${nullsLast ? "last" : "first"}`;
  });
  const isTotal = total && comparable.length === input.columns.length;
  return {
    ...input,
    frame: input.frame.sort(
      keys.map(({ name }) => col(name)),
      {
        descending: directions.map(({ descending }) => descending),
        nullsLast: directions.map(({ nullsLast }) => nullsLast),
      },
    ),
    // Sorts are stable: rows with equal keys keep the order that they had.
    order: isTotal ? order : input.order === null ? null : [...order, ...input.order],
    operators,
    before: input,
  };
};

const slice: Verb = (input, { random }) => {
  if (input.order === null || input.order.length === 0) return null;
  const offset = random.chance(0.5) ? 0 : random.pick([1, 3, 100, 2047, 2048]);
  const length = random.pick([0, 1, 5, 17, 200, 3000]);
  const { operators } = begin(offset === 0 ? "head" : "slice", input, random);
  const frame = offset === 0 ? input.frame.head(length) : input.frame.slice(offset, length);
  const sql = `select * ${from(input)}\norder by ${input.order.join(", ")} limit ${length} offset ${offset}`;
  return { ...input, frame, sql, operators, before: input };
};

const topK: Verb = (input, { random }) => {
  if (input.order === null || input.order.length === 0) return null;
  const comparable = input.columns.filter(({ fuzzy }) => !fuzzy);
  const keys = random.sample(comparable, random.int(1, Math.min(3, comparable.length)));
  if (keys.length === 0) return null;
  const greatest = random.chance(0.5);
  const { operators } = begin(greatest ? "topK" : "bottomK", input, random);
  const k = random.pick([0, 1, 5, 100, 2100]);
  const by = keys.map(({ name }) => name);
  const order = [...by.map((name) => `${name} ${greatest ? "desc" : "asc"} nulls last`), ...input.order];
  const frame = greatest ? input.frame.topK(k, { by }) : input.frame.bottomK(k, { by });
  const sql = `select * ${from(input)}\norder by ${order.join(", ")} limit ${k}`;
  return { ...input, frame, sql, order, operators, before: input };
};

const groupTopK: Verb = (input, { random }) => {
  if (input.order === null || input.order.length === 0) return null;
  const comparable = input.columns.filter(({ fuzzy }) => !fuzzy);
  if (comparable.length === 0) return null;
  const keys = random.sample(comparable, random.int(1, 2));
  const by = random.sample(comparable, random.int(1, 2)).map(({ name }) => name);
  const greatest = random.chance(0.5);
  const { operators } = begin(greatest ? "groupBy.topK" : "groupBy.bottomK", input, random);
  const k = random.pick([0, 1, 2, 7, 20]);
  const groups = input.frame.groupBy(...keys.map(({ name }) => name));
  const columns = [...keys, ...input.columns.filter((column) => !keys.includes(column))];
  const order = [...by.map((name) => `${name} ${greatest ? "desc" : "asc"} nulls last`), ...input.order];
  const window = `partition by ${keys.map(({ name }) => name).join(", ")} order by ${order.join(", ")}`;
  const sql = `select ${columns.map(({ name }) => name).join(", ")} ${from(input)}\nqualify row_number() over (${window}) <= ${k}`;
  const frame = greatest ? groups.topK(k, { by }) : groups.bottomK(k, { by });
  return { frame, sql, columns, order: null, operators, before: input };
};

const drop: Verb = (input, { random }) => {
  const dropped = random.sample(input.columns, random.int(1, 3)).map(({ name }) => name);
  const columns = input.columns.filter(({ name }) => !dropped.includes(name));
  if (columns.length === 0) return null;
  const { operators } = begin("drop", input, random);
  const names = columns.map(({ name }) => name);
  const frame = input.frame.drop(...dropped);
  const sql = `select ${names.join(", ")} ${from(input)}`;
  return { frame, sql, columns, order: keptOrder(input, names), operators, before: input };
};

const rowIndex: Verb = (input, { random, freshName }) => {
  if (input.order === null || input.order.length === 0) return null;
  const { operators } = begin("withRowIndex", input, random);
  const name = freshName();
  return {
    frame: input.frame.withRowIndex(name),
    sql: `select row_number() over (order by ${input.order.join(", ")}) - 1 as ${name}, * ${from(input)}`,
    columns: [{ ...opaque(UInt32), bound: 2n ** 22n, name }, ...input.columns],
    order: input.order,
    operators,
    before: input,
  };
};

const unique: Verb = (input, { random }) => {
  const comparable = input.columns.filter(({ fuzzy }) => !fuzzy);
  if (random.chance(0.4) && comparable.length === input.columns.length) {
    const { operators } = begin("unique", input, random);
    const frame = input.frame.unique();
    return { ...input, frame, sql: `select distinct * ${from(input)}`, order: null, operators, before: input };
  }
  const subset = random.sample(comparable, random.int(1, 2)).map(({ name }) => name);
  if (input.order === null || input.order.length === 0 || subset.length === 0) return null;
  const keep = random.pick(["first", "last", "none"] as const);
  const { operators } = begin(`unique (keep ${keep})`, input, random);
  const maintainOrder = random.chance(0.5);
  const direction = keep === "last" ? input.order.map(reversed) : input.order;
  const window = `over (partition by ${subset.join(", ")}`;
  const condition =
    keep === "none" ? `count(*) ${window}) = 1` : `row_number() ${window} order by ${direction.join(", ")}) = 1`;
  return {
    ...input,
    frame: input.frame.unique({ subset, keep, maintainOrder }),
    sql: `select * ${from(input)}\nqualify ${condition}`,
    order: maintainOrder ? input.order : null,
    operators,
    before: input,
  };
};

function reversed(term: string): string {
  const turned = term.includes(" desc") ? term.replace(" desc", " asc") : term.replace(" asc", " desc");
  return turned.includes("nulls first")
    ? turned.replace("nulls first", "nulls last")
    : turned.replace("nulls last", "nulls first");
}

const union: Verb = (input, { random }) => {
  const { operators, terms } = begin("concat", input, random);
  const parts = Array.from({ length: random.int(2, 3) }, () => terms.predicate(random.int(0, 2)));
  return {
    ...input,
    frame: concat(parts.map((predicate) => input.frame.filter(predicate.expr))),
    sql: parts.map((predicate) => `select * ${from(input)}\nwhere ${predicate.sql}`).join("\nunion all\n"),
    order: null,
    operators,
    before: input,
  };
};

/** The verbs, each as often as it is to be drawn. */
export const verbs: readonly (readonly [weight: number, verb: Verb])[] = [
  [5, filter],
  [3, select],
  [4, withColumns],
  [5, groupBy],
  [1, aggregate],
  [4, sort],
  [2, slice],
  [1, topK],
  [1.5, groupTopK],
  [0.5, drop],
  [1, rowIndex],
  [2, unique],
  [1.5, union],
];
