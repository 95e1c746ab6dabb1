import { col } from "millrace";
import { Random } from "../random.ts";
import type { CorpusTable } from "../tables/corpus.ts";
import type { TableForms } from "../tables/table-forms.ts";
import { drawJoin } from "./join.ts";
import type { PlanRelation } from "./relation.ts";
import type { PlanColumn } from "./term-context.ts";
import type { VerbContext } from "./verbs.ts";
import { filter, verbs } from "./verbs.ts";

/** Where plans get their rows from. */
export interface PlanSources {
  readonly tables: readonly CorpusTable[];
  /** Every way to scan a table, by its name. */
  readonly forms: ReadonlyMap<string, TableForms>;
  /** How many rows a query gives, so that no join grows without bound. */
  countRows(sql: string): Promise<number>;
}

/** A verb that would give more rows is not taken, and mostly none that would leave no rows. */
const MAX_ROWS = 50_000;
const MAX_VERBS = 6;

/** The plan of a seed. */
export async function randomPlan(seed: number, sources: PlanSources): Promise<PlanRelation> {
  const context = contextOf(seed);
  return drawChain(sources, context, context.random.int(1, MAX_VERBS), 2);
}

/** A join of two short chains: the plan of a seed whose last verb is a join. */
export async function randomJoin(seed: number, sources: PlanSources): Promise<PlanRelation> {
  const context = contextOf(seed);
  const { random } = context;
  for (;;) {
    const left = await drawChain(sources, context, random.int(0, 1), 0);
    const right = await drawChain(sources, context, random.int(0, 1), 0);
    const joined = drawJoin(left, right, random);
    if (joined !== null && (await sources.countRows(joined.sql)) <= MAX_ROWS) return joined;
  }
}

function contextOf(seed: number): VerbContext {
  let names = 0;
  return { random: new Random(seed), freshName: () => `x${names++}` };
}

/** A scan and up to `length` verbs, of which `joins` may be joins. */
async function drawChain(
  sources: PlanSources,
  context: VerbContext,
  length: number,
  joins: number,
): Promise<PlanRelation> {
  const { random } = context;
  let relation = await drawScan(sources, context);
  for (let i = 0; i < length; i++) {
    const isJoin = joins > 0 && random.chance(0.22);
    const next = isJoin
      ? drawJoin(relation, await drawPartner(relation, sources, context, joins - 1), random)
      : isJoined(relation) && random.chance(0.4)
        ? filter(relation, context)
        : drawVerb(relation, context);
    if (next === null) continue;
    const numRows = await sources.countRows(next.sql);
    if (numRows > MAX_ROWS || (numRows === 0 && random.chance(0.85))) continue;
    relation = next;
  }
  return relation;
}

/** The other side of a join: mostly a chain of its own, now and then the same rows again. */
async function drawPartner(
  relation: PlanRelation,
  sources: PlanSources,
  context: VerbContext,
  joins: number,
): Promise<PlanRelation> {
  const { random } = context;
  return random.chance(0.12) ? renamed(relation, context) : drawChain(sources, context, random.int(0, 2), joins);
}

/** The same rows under new names. */
function renamed(relation: PlanRelation, { freshName }: VerbContext): PlanRelation {
  const names = relation.columns.map((column) => [column.name, freshName()] as const);
  return {
    frame: relation.frame.rename(Object.fromEntries(names)),
    sql: `select ${names.map(([from, to]) => `${from} as ${to}`).join(", ")} from (\n${relation.sql}\n)`,
    columns: relation.columns.map((column, i) => ({ ...column, name: names[i]![1] })),
    order: null,
    operators: ["rename"],
    before: null,
  };
}

/** Whether the last verb was a join: what stands above it is pushed below in many ways. */
function isJoined({ operators }: PlanRelation): boolean {
  return operators.findLast((operator) => !operator.startsWith("."))?.startsWith("join") === true;
}

function drawVerb(relation: PlanRelation, context: VerbContext): PlanRelation | null {
  const total = verbs.reduce((sum, [weight]) => sum + weight, 0);
  let rest = context.random.float() * total;
  for (const [weight, verb] of verbs) {
    rest -= weight;
    if (rest < 0) return verb(relation, context);
  }
  return null;
}

/** Mostly a table of hundreds or thousands of rows; the large one now and then, as its answers take long to compare. */
function drawTable(tables: readonly CorpusTable[], random: Random): CorpusTable {
  const chance = random.float();
  const [from, to] = chance < 0.15 ? [0, 100] : chance < 0.95 ? [100, 10_000] : [10_000, Number.POSITIVE_INFINITY];
  return random.pick(tables.filter(({ numRows }) => numRows >= from && numRows < to));
}

/** Some columns of a table under new names, `rid` mostly among them: its order is that of the file. */
async function drawScan({ tables, forms }: PlanSources, { random, freshName }: VerbContext): Promise<PlanRelation> {
  const table = drawTable(tables, random);
  const chosen = random.sample(table.columns.slice(1), random.int(2, 9));
  if (random.chance(0.4)) chosen.push(random.pick(table.columns.filter(({ kind }) => kind.type.kind === "string")));
  if (random.chance(0.85)) chosen.push(table.columns[0]!);
  const taken = chosen.map(({ name, kind }) => ({ from: name, kind, name: freshName() }));
  const form = random.pick(["parquet", "parquet", "frame", "frame", "csv", "own parquet", "parts"] as const);
  const source = await forms.get(table.name)!.scan(form);
  const columns = taken.map(
    ({ name, kind }): PlanColumn => ({
      name,
      type: kind.type,
      bound: kind.bound,
      exact: kind.exact,
      fuzzy: false,
      draw: kind.draw,
    }),
  );
  const rid = taken.find(({ from }) => from === "rid");
  return {
    frame: source.select(...taken.map(({ from, name }) => col(from).alias(name))),
    sql: `select ${taken.map(({ from, name }) => `${from} as ${name}`).join(", ")} from ${table.name}`,
    columns,
    order: rid === undefined ? null : [`${rid.name} asc`],
    operators: [`scan ${form}`],
    before: null,
  };
}
