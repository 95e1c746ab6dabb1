import type { DataType } from "millrace";
import * as m from "millrace";
import { col } from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import type { Random } from "../random.ts";
import type { ColumnKind } from "../tables/column-kind.ts";
import { columnKinds } from "../tables/column-kind.ts";
import type { Term, TermFacts } from "./term.ts";
import { literal } from "./term.ts";

/** A column that terms may use. */
export interface PlanColumn extends TermFacts {
  readonly name: string;
  /** Draws a value such as the column may hold, for what it is compared with. */
  readonly draw?: ColumnKind["draw"];
}

/** Draws a term, or gives null where the columns do not allow it. */
export type TermMaker = () => Term | null;

/** What terms are drawn from: the columns of one relation, and chance. */
export class TermContext {
  readonly random: Random;
  readonly columns: readonly PlanColumn[];
  /** Is told the name of each function that is used. */
  readonly note: (operator: string) => void;

  constructor(random: Random, columns: readonly PlanColumn[], note: (operator: string) => void) {
    this.random = random;
    this.columns = columns;
    this.note = note;
  }

  /** A column as a term. */
  column(column: PlanColumn): Term {
    return { ...column, expr: col(column.name), sql: column.name };
  }

  /** One of the columns that fit. */
  columnOf(fits: (column: PlanColumn) => boolean): Term | null {
    const fitting = this.columns.filter(fits);
    return fitting.length === 0 ? null : this.column(this.random.pick(fitting));
  }

  /** One of the columns of text. */
  textColumn(): Term | null {
    return this.columnOf(({ type }) => type.kind === "string");
  }

  /** A constant such as the column may hold. */
  constant({ type, draw }: PlanColumn | Term): Term | null {
    const value = drawOf(type, draw)?.(this.random);
    return value === undefined ? null : literal(type, value, this.random);
  }

  /** The term as another type, which holds its values. */
  cast(term: Term, type: DataType): Term {
    this.note("cast");
    const expr = term.expr.cast(type, { strict: this.random.chance(0.5) });
    return { ...term, type, expr, sql: `cast(${term.sql} as ${sqlType(type)})` };
  }

  /** The first term that can be made, the makers tried in random order. */
  first(makers: readonly TermMaker[]): Term | null {
    for (const maker of this.random.sample(makers, makers.length)) {
      const term = maker();
      if (term !== null) return term;
    }
    return null;
  }
}

/** How values of a column are drawn: as its own are, else as those of a kind of its type; null where there is none. */
export function drawOf(type: DataType, own: ColumnKind["draw"] | undefined): ColumnKind["draw"] | null {
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
