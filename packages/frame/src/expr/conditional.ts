import { Null } from "@millrace/core";
import { Branch, ConditionalExpr, LiteralExpr } from "@millrace/plan";
import type { IntoExpr } from "./expr.ts";
import { Expr, toExpr } from "./expr.ts";
import type { Selection } from "./selection.ts";
import { mergeSelections } from "./selection.ts";

/** A condition that waits for its value. */
export class When {
  readonly #branches: readonly Branch[];
  readonly #condition: Expr;
  readonly #selection: Selection | null;

  constructor(branches: readonly Branch[], condition: Expr, selection: Selection | null) {
    this.#branches = branches;
    this.#condition = condition;
    this.#selection = mergeSelections(selection, condition.selection);
  }

  /** The value where the condition is true. Text names a column; write lit("…") for the text itself. */
  // biome-ignore lint/suspicious/noThenProperty: the name that the field has for it
  then(value: IntoExpr): Then {
    const expr = toExpr(value);
    const branch = Branch(this.#condition.node, expr.node);
    return new Then([...this.#branches, branch], mergeSelections(this.#selection, expr.selection));
  }
}

/** A conditional that is an expression already: null where no condition holds, unless `otherwise` follows. */
export class Then extends Expr {
  constructor(branches: readonly Branch[], selection: Selection | null) {
    super(ConditionalExpr(branches, LiteralExpr(null, Null)), selection);
  }

  /** A further condition, for the rows that no condition before has taken. */
  when(...conditions: readonly IntoExpr[]): When {
    return new When(branchesOf(this), allOf(conditions), this.selection);
  }

  /** The value of all other rows. Text names a column. */
  otherwise(value: IntoExpr): Expr {
    const expr = toExpr(value);
    return new Expr(ConditionalExpr(branchesOf(this), expr.node), mergeSelections(this.selection, expr.selection));
  }
}

function branchesOf(expr: Expr): readonly Branch[] {
  return expr.node.kind === "conditional" ? expr.node.branches : [];
}

/** The conjunction of conditions; true of none. */
function allOf(conditions: readonly IntoExpr[]): Expr {
  const [first, ...others] = conditions.map((condition) => toExpr(condition));
  return first === undefined ? toExpr(true) : first.and(...others);
}

/**
 * Begins a conditional; a condition that is null does not hold.
 *
 * @example when(col("age").ge(65)).then(lit("senior")).otherwise(lit("adult")).alias("group")
 */
export function when(...conditions: readonly IntoExpr[]): When {
  return new When([], allOf(conditions), null);
}
