import { checkBoolean, checkInteger, checkOptions, OptionError } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { SliceNode, SortKey, SortNode, TopRowsNode } from "@millrace/plan";
import type { Expr, IntoExpr } from "../expr/expr.ts";
import { toExpr } from "../expr/expr.ts";
import { nameExprs, planColumns } from "./inputs.ts";

/** How rows are put in order; a list has one entry for each key. Sorts are stable. */
export interface SortOptions {
  readonly descending?: boolean | readonly boolean[] | undefined;
  /** Default false: nulls come first, in both directions. */
  readonly nullsLast?: boolean | readonly boolean[] | undefined;
}

/** How the rows of topK and bottomK are chosen. */
export interface TopKOptions {
  /** What is compared: names or expressions. */
  readonly by: IntoExpr | readonly IntoExpr[];
  /** For each key, whether its direction is turned. */
  readonly reverse?: boolean | readonly boolean[] | undefined;
}

const renamed: Readonly<Record<string, string>> = {
  reverse: 'It is called "descending"',
  reversed: 'It is called "descending"',
  ascending: "Write descending: true for the other direction",
  by: 'The keys are the first argument, as in sort(["a", "b"], { descending: true })',
  maintainOrder: "Sorts are always stable",
};

/** The sort as a function of its input; the options are checked at once. */
export function sort(by: IntoExpr | readonly IntoExpr[], options: SortOptions): (input: LogicalPlan) => LogicalPlan {
  checkOptions("sort", options, ["descending", "nullsLast"], renamed);
  const keys = list(by);
  const descending = flags("sort", "descending", options.descending ?? false, keys.length);
  const nullsLast = flags("sort", "nullsLast", options.nullsLast ?? false, keys.length);
  return (input) => SortNode(input, sortKeys(input, keys, descending, nullsLast));
}

/** The k greatest (`descending`) or least rows by the keys, in that order, nulls last. */
export function topK(k: number, options: TopKOptions, descending: boolean): (input: LogicalPlan) => LogicalPlan {
  const keys = topKeys(k, options, descending);
  return (input) => SortNode(input, keys(input), k);
}

/** The k greatest or least rows of each group; without keys all rows are one group. */
export function topKOfGroups(
  groupKeys: readonly Expr[],
  k: number,
  options: TopKOptions,
  descending: boolean,
): (input: LogicalPlan) => LogicalPlan {
  const by = topKeys(k, options, descending);
  return (input) => {
    const names = planColumns(input);
    const keys = nameExprs(groupKeys, names);
    const taken = new Set(keys.map(({ name }) => name));
    const columns = names.filter((name) => !taken.has(name));
    if (keys.length === 0) return SortNode(input, by(input), k);
    const top = TopRowsNode({ input, keys, by: by(input), limit: Math.max(1, k), columns });
    return k === 0 ? SliceNode(top, 0, 0) : top;
  };
}

/** What topK and bottomK compare; the options are checked at once. */
function topKeys(k: number, options: TopKOptions, descending: boolean): (input: LogicalPlan) => SortKey[] {
  const where = descending ? "topK" : "bottomK";
  checkOptions(where, options, ["by", "reverse"], {
    descending: `It is called "reverse"; ${where} has a direction of its own`,
  });
  checkInteger(where, "k", k, 0);
  if (options?.by === undefined)
    throw new OptionError(`${where} needs the keys to compare, as in { by: "score" }`, where, "by");
  const keys = list(options.by);
  const reverse = flags(where, "reverse", options.reverse ?? false, keys.length);
  const nullsLast = keys.map(() => true);
  return (input) => {
    const directions = reverse.map((turned) => turned !== descending);
    return sortKeys(input, keys, directions, nullsLast);
  };
}

function list(by: IntoExpr | readonly IntoExpr[]): readonly IntoExpr[] {
  return Array.isArray(by) ? (by as readonly IntoExpr[]) : [by as IntoExpr];
}

function flags(where: string, option: string, given: boolean | readonly boolean[], count: number): boolean[] {
  if (!Array.isArray(given)) return new Array<boolean>(count).fill(checkBoolean(where, option, given));
  if (given.length === count) return given.map((flag) => checkBoolean(where, option, flag));
  throw new OptionError(`${where}: ${option} has ${given.length} entries for ${count} keys`, where, option);
}

function sortKeys(
  input: LogicalPlan,
  keys: readonly IntoExpr[],
  descending: readonly boolean[],
  nullsLast: readonly boolean[],
): SortKey[] {
  const columns = planColumns(input);
  return keys.flatMap((key, i) =>
    nameExprs([toExpr(key)], columns).map(({ expr }) =>
      SortKey(expr, { descending: descending[i] ?? false, nullsLast: nullsLast[i] ?? false }),
    ),
  );
}
