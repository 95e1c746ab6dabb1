// Random expressions in both languages. Only what both engines define alike is generated: no overflow, no division whose
// result depends on the sign of a zero, no case mapping beyond simple letters.

import { when } from "millrace";
import type { Random } from "../random.ts";
import { narrowedTerm } from "./cast-terms.ts";
import { decimalTerm, floatTerm, integerTerm } from "./number-terms.ts";
import { conditionalTerm, predicateTerm } from "./predicate-terms.ts";
import type { Term } from "./term.ts";
import type { PlanColumn } from "./term-context.ts";
import { TermContext } from "./term-context.ts";
import { textTerm } from "./text-terms.ts";
import { dateTerm, datetimeTerm } from "./time-terms.ts";
import { wildTerm, wrappingTerm } from "./wide-terms.ts";

/** Draws terms over the columns of one relation. */
export class TermGenerator {
  readonly #context: TermContext;

  /** @param note is told the name of each function that is used */
  constructor(random: Random, columns: readonly PlanColumn[], note: (operator: string) => void) {
    this.#context = new TermContext(random, columns, note);
  }

  /** A column as a term. */
  column(column: PlanColumn): Term {
    return this.#context.column(column);
  }

  /** A boolean term that is not fuzzy. */
  predicate(depth: number): Term {
    return predicateTerm(this.#context, depth);
  }

  /** A term that throws for some values; null where no column allows one. */
  fallible(): Term | null {
    const context = this.#context;
    const term = narrowedTerm(context, true);
    if (term === null || context.random.chance(0.6)) return term;
    const guard = predicateTerm(context, 1);
    const expr = when(guard.expr).then(term.expr);
    return { ...term, expr, sql: `(case when ${guard.sql} then ${term.sql} end)` };
  }

  /** A term of any type. */
  any(depth: number): Term {
    const context = this.#context;
    const made = context.first([
      () => integerTerm(context, depth),
      () => integerTerm(context, depth),
      () => floatTerm(context, depth),
      () => decimalTerm(context, depth),
      () => textTerm(context, depth),
      () => textTerm(context, depth),
      () => textTerm(context, depth),
      () => dateTerm(context),
      () => datetimeTerm(context),
      () => predicateTerm(context, depth - 1),
      () => conditionalTerm(context, depth),
      () => narrowedTerm(context, false),
      () => wrappingTerm(context),
      () => wildTerm(context),
    ]);
    return made ?? predicateTerm(context, 0);
  }
}
