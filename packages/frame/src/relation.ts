import {
  checkBoolean,
  checkChoice,
  checkInteger,
  checkOptions,
  checkString,
  InvalidArgumentError,
} from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { RowIndexNode, UniqueNode } from "@millrace/plan";
import type { IntoExpr } from "./expr/expr.ts";
import { col } from "./expr/functions.ts";
import type { GroupByOptions } from "./group-by.ts";
import { GroupBy } from "./group-by.ts";
import type { ExprInput } from "./verbs/inputs.ts";
import { flattenInputs, flattenNames, planColumns } from "./verbs/inputs.ts";
import type { JoinOptions } from "./verbs/join.ts";
import { join } from "./verbs/join.ts";
import { drop, filter, rename, requireColumns, select, slice, withColumns } from "./verbs/project.ts";
import type { SortOptions, TopKOptions } from "./verbs/sort.ts";
import { sort, topK } from "./verbs/sort.ts";

/** Options of `unique`. */
export interface UniqueOptions {
  /** The columns that are compared; default all. */
  readonly subset?: string | readonly string[] | undefined;
  /** Which of several equal rows stays; "none" drops them all. Default "any". */
  readonly keep?: "any" | "first" | "last" | "none" | undefined;
  /** Keep the order of the input; default false: the order of the hash, the same in every run. */
  readonly maintainOrder?: boolean | undefined;
}

/** Whether a missing column throws; default true. */
export interface StrictOption {
  readonly strict?: boolean | undefined;
}

/** Something whose rows a plan gives. */
export interface PlanSource {
  /** The plan as data; throws where a column is missing or a type does not fit. */
  plan(): LogicalPlan;
}

/**
 * The verbs that LazyFrame and DataFrame share. Each returns a new frame and leaves this one as it is. What depends on the
 * columns is checked when a lazy frame's schema or rows are asked for, and at once by a DataFrame.
 */
export abstract class Relation<Self extends PlanSource> implements PlanSource {
  abstract plan(): LogicalPlan;

  /** A frame whose plan is built from this one's. */
  protected abstract derive(build: (input: LogicalPlan) => LogicalPlan): Self;

  /**
   * Keeps the rows for which every predicate is true; null is not.
   *
   * @example frame.filter(col("age").gt(21), col("code").str.startsWith("E11"))
   */
  filter(...predicates: readonly (IntoExpr | readonly IntoExpr[])[]): Self {
    const exprs = flattenInputs(predicates);
    if (exprs.length === 0) throw new InvalidArgumentError('filter needs a condition, as in filter(col("age").gt(21))');
    return this.derive((input) => filter(input, exprs));
  }

  /**
   * The columns that these expressions give, in this order. Text names columns.
   *
   * @example frame.select("id", col("weight").mul(2).alias("double"))
   */
  select(...exprs: readonly ExprInput[]): Self {
    const flat = flattenInputs(exprs);
    return this.derive((input) => select(input, flat));
  }

  /**
   * All columns, with these in place of those of the same name or behind. Every expression sees the input, not the others.
   *
   * @example frame.withColumns(col("salary").mul(1.1).alias("adjusted"), { year: col("ts").dt.year() })
   */
  withColumns(...exprs: readonly ExprInput[]): Self {
    const flat = flattenInputs(exprs);
    return this.derive((input) => withColumns(input, flat));
  }

  /** Without these columns; a missing one throws unless `strict: false` is the last argument. */
  drop(...names: readonly (string | readonly string[] | StrictOption)[]): Self {
    const last = names.at(-1);
    const options = typeof last === "object" && !Array.isArray(last) ? (last as StrictOption) : {};
    const columns = (options === last ? names.slice(0, -1) : names) as readonly (string | readonly string[])[];
    const strict = strictOption("drop", options);
    const flat = flattenNames("drop", columns);
    return this.derive((input) => drop(input, flat, strict));
  }

  /** With columns under other names: `{ old: "new" }`. */
  rename(names: Readonly<Record<string, string>>, options: StrictOption = {}): Self {
    const strict = strictOption("rename", options);
    return this.derive((input) => rename(input, names, strict));
  }

  /**
   * Groups rows by keys, for `agg`. Rows whose key is null form a group.
   *
   * @example frame.groupBy("facility", col("ts").dt.year().alias("year")).agg(col("bmi").mean())
   */
  groupBy(...keys: readonly (ExprInput | GroupByOptions)[]): GroupBy<Self> {
    return new GroupBy((build) => this.derive(build), keys);
  }

  /**
   * Joins rows that have equal keys.
   *
   * @example labs.join(patients, { on: "patient_id", how: "left", validate: "m:1" })
   */
  join(other: PlanSource, options: JoinOptions): Self {
    if (!(other instanceof Relation)) throw new InvalidArgumentError("join takes a frame as its first argument");
    const build = join(options ?? {});
    return this.derive((input) => build(input, other.plan()));
  }

  /**
   * Puts rows in order; stable, nulls first unless `nullsLast`.
   *
   * @example frame.sort(["facility", "year"], { descending: [false, true] })
   */
  sort(by: IntoExpr | readonly IntoExpr[], options: SortOptions = {}): Self {
    return this.derive(sort(by, options));
  }

  /** The k rows that are greatest by the keys, greatest first; nulls last. */
  topK(k: number, options: TopKOptions): Self {
    return this.derive(topK(k, options, true));
  }

  /** The k rows that are least by the keys, least first; nulls last. */
  bottomK(k: number, options: TopKOptions): Self {
    return this.derive(topK(k, options, false));
  }

  /** The first n rows. */
  head(n = 5): Self {
    const length = checkInteger("head", "n", n, 0);
    return this.derive((input) => slice(input, 0, length));
  }

  /** The first n rows; the same as head. */
  limit(n = 5): Self {
    const length = checkInteger("limit", "n", n, 0);
    return this.derive((input) => slice(input, 0, length));
  }

  /** Rows from `offset` on, `length` of them or all that follow. */
  slice(offset: number, length?: number): Self {
    checkInteger("slice", "offset", offset, 0);
    const rows = length === undefined ? null : checkInteger("slice", "length", length, 0);
    return this.derive((input) => slice(input, offset, rows));
  }

  /** One row of each set of equal rows; null equals null. */
  unique(options: UniqueOptions = {}): Self {
    checkOptions("unique", options, ["subset", "keep", "maintainOrder"]);
    const kept = checkChoice("unique", "keep", options.keep ?? "any", ["any", "first", "last", "none"]);
    const maintainOrder = checkBoolean("unique", "maintainOrder", options.maintainOrder ?? false);
    const subset = options.subset === undefined ? null : flattenNames("unique", [options.subset]);
    return this.derive((input) => {
      if (subset !== null) requireColumns(subset, planColumns(input));
      return UniqueNode({ input, subset, keep: kept, maintainOrder });
    });
  }

  /** Only rows without a null in these columns; without names, in any column. */
  dropNulls(...names: readonly (string | readonly string[])[]): Self {
    const flat = flattenNames("dropNulls", names);
    return this.derive((input) => {
      const columns = flat.length === 0 ? planColumns(input) : flat;
      return filter(
        input,
        columns.map((name) => col(name).isNotNull()),
      );
    });
  }

  /** With a first column of row numbers from `offset` on, UInt32. */
  withRowIndex(name = "index", offset = 0): Self {
    checkString("withRowIndex", "name", name);
    checkInteger("withRowIndex", "offset", offset, 0, 2 ** 32 - 1);
    return this.derive((input) => RowIndexNode(input, name, offset));
  }

  /**
   * Calls a function with this frame, so that own steps stand in a chain.
   *
   * @example frame.pipe(withBmi).filter(col("bmi").gt(25))
   */
  pipe<Args extends readonly unknown[], Result>(step: (frame: this, ...args: Args) => Result, ...args: Args): Result {
    return step(this, ...args);
  }
}

function strictOption(where: string, options: StrictOption): boolean {
  checkOptions(where, options, ["strict"]);
  return checkBoolean(where, "strict", options.strict ?? true);
}
