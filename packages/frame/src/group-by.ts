import { checkBoolean, checkOptions, OptionError } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { AggregateNode } from "@millrace/plan";
import type { IntoExpr } from "./expr/expr.ts";
import { Expr } from "./expr/expr.ts";
import { col, len } from "./expr/functions.ts";
import type { ExprInput } from "./verbs/inputs.ts";
import { flattenInputs, nameExprs, planColumns } from "./verbs/inputs.ts";
import type { TopKOptions } from "./verbs/sort.ts";
import { topKOfGroups } from "./verbs/sort.ts";

/** Options of `groupBy`, as its last argument. */
export interface GroupByOptions {
  /** Groups in order of first appearance; default false: the order of the hash, the same in every run. */
  readonly maintainOrder?: boolean | undefined;
}

/** The name of an aggregate function, for `agg({ column: "sum" })`. */
export type AggregateName =
  | "sum"
  | "mean"
  | "min"
  | "max"
  | "count"
  | "len"
  | "first"
  | "last"
  | "nUnique"
  | "median"
  | "std"
  | "var";

const aggregates: Readonly<Record<Exclude<AggregateName, "len">, (expr: Expr) => Expr>> = {
  sum: (expr) => expr.sum(),
  mean: (expr) => expr.mean(),
  min: (expr) => expr.min(),
  max: (expr) => expr.max(),
  count: (expr) => expr.count(),
  first: (expr) => expr.first(),
  last: (expr) => expr.last(),
  nUnique: (expr) => expr.nUnique(),
  median: (expr) => expr.median(),
  std: (expr) => expr.std(),
  var: (expr) => expr.var(),
};

/** Aggregates as `agg` takes them: expressions, or for a column's name an aggregate function or an expression. */
export type AggregateInput = IntoExpr | readonly IntoExpr[] | { readonly [name: string]: Expr | AggregateName };

/** Rows in groups, waiting for what to compute of each. */
export class GroupBy<Self> {
  readonly #derive: (build: (input: LogicalPlan) => LogicalPlan) => Self;
  readonly #keys: readonly Expr[];
  readonly #maintainOrder: boolean;

  constructor(
    derive: (build: (input: LogicalPlan) => LogicalPlan) => Self,
    args: readonly (ExprInput | GroupByOptions)[],
  ) {
    const options = takeOptions(args);
    const keys = (options === undefined ? args : args.slice(0, -1)) as readonly ExprInput[];
    this.#derive = derive;
    this.#keys = flattenInputs(keys);
    this.#maintainOrder = checkBoolean("groupBy", "maintainOrder", options?.maintainOrder ?? false);
  }

  /**
   * One row for each group: its keys, then these aggregates. A record gives names: `{ total: col("v").sum() }`, or the
   * function for a column: `{ v: "sum" }`; "len" is the number of rows.
   *
   * @example frame.groupBy("g").agg(len().alias("rows"), col("v").mean())
   */
  agg(...inputs: readonly AggregateInput[]): Self {
    const exprs = flattenInputs(inputs.map(resolveFunctions));
    const keys = this.#keys;
    const maintainOrder = this.#maintainOrder;
    return this.#derive((input) => {
      const columns = planColumns(input);
      const named = nameExprs(keys, columns);
      const taken = new Set(named.map(({ name }) => name));
      // An aggregate of "*" is one of every column that is no key, as in Polars.
      const values = columns.filter((name) => !taken.has(name));
      return AggregateNode({ input, keys: named, aggregates: aggregateExprs(exprs, columns, values), maintainOrder });
    });
  }

  /**
   * The k rows of each group that are greatest by `by`, greatest first, nulls last; of equal ones those that come first. The columns
   * are the keys, then the others. Only k rows a group are held, in a page: thousands of wide rows are too many, which throws an
   * OptionError.
   *
   * @example frame.groupBy("g").topK(2, { by: "v" })
   */
  topK(k: number, options: TopKOptions): Self {
    return this.#top(k, options, true);
  }

  /** The k rows of each group that are least by `by`, least first, nulls last; see topK. */
  bottomK(k: number, options: TopKOptions): Self {
    return this.#top(k, options, false);
  }

  #top(k: number, options: TopKOptions, descending: boolean): Self {
    if (this.#maintainOrder) {
      const where = descending ? "topK" : "bottomK";
      throw new OptionError(
        `groupBy(…, { maintainOrder: true }).${where} is not there: sort the result`,
        where,
        "maintainOrder",
      );
    }
    return this.#derive(topKOfGroups(this.#keys, k, options, descending));
  }

  /** The number of rows of each group. */
  len(name = "len"): Self {
    return this.agg(len().alias(name));
  }
}

function aggregateExprs(
  exprs: readonly Expr[],
  columns: readonly string[],
  values: readonly string[],
): ReturnType<typeof nameExprs> {
  const replaced = exprs.map((expr) => (expr.selection === "all" ? new Expr(expr.node, values) : expr));
  return nameExprs(replaced, columns);
}

function takeOptions(args: readonly unknown[]): GroupByOptions | undefined {
  const last = args.at(-1);
  if (typeof last !== "object" || last === null || Object.getPrototypeOf(last) !== Object.prototype) return undefined;
  // A record of keys has expressions as values; anything else is meant as options and checked as such.
  if (Object.values(last).some((value) => value instanceof Expr)) return undefined;
  checkOptions("groupBy", last, ["maintainOrder"], { sort: "Sort the result: .agg(…).sort(…)" });
  return last;
}

function resolveFunctions(input: AggregateInput): ExprInput {
  if (typeof input !== "object" || input === null || Object.getPrototypeOf(input) !== Object.prototype) {
    return input as ExprInput;
  }
  const named = Object.entries(input as Record<string, Expr | string>).map(([name, value]) => {
    if (value instanceof Expr) return [name, value];
    // The number of rows is no aggregate of a column; it takes the column's name alone.
    if (value === "len") return [name, len()];
    if (Object.hasOwn(aggregates, value)) return [name, aggregates[value as keyof typeof aggregates](col(name))];
    const names = [...Object.keys(aggregates), "len"];
    throw new OptionError(
      `agg knows no function ${JSON.stringify(value)}. The functions are: ${names.join(", ")}`,
      "agg",
      `${value}`,
      names,
    );
  });
  return Object.fromEntries(named) as ExprInput;
}
