import type { PlanRelation } from "./relation.ts";
import { depthOf } from "./relation.ts";

/** Counts what plans consist of, so that a run shows what it has covered. */
export class Distribution {
  readonly #verbs = new Map<string, number>();
  readonly #functions = new Map<string, number>();
  readonly #types = new Map<string, number>();
  readonly #depths = new Map<string, number>();
  readonly #results = new Map<string, number>();
  #plans = 0;

  /** Counts a plan and how many rows its answer has, where that is known. */
  add(plan: PlanRelation, numRows: number | null): void {
    this.#plans++;
    for (const operator of plan.operators) {
      if (operator.startsWith(".")) count(this.#functions, operator.slice(1));
      else count(this.#verbs, operator);
    }
    for (const { type } of plan.columns) count(this.#types, type.kind);
    count(this.#depths, `${depthOf(plan)}`);
    if (numRows !== null)
      count(this.#results, numRows === 0 ? "no rows" : numRows < 2048 ? "to 2047 rows" : "more rows");
    count(this.#results, plan.order === null ? "as multiset" : "in order");
  }

  /** A few lines of counts, most frequent first. */
  toString(): string {
    const lines = [
      ["verbs", this.#verbs],
      ["functions", this.#functions],
      ["result types", this.#types],
      ["depth", this.#depths],
      ["results", this.#results],
    ] as const;
    const list = (counts: ReadonlyMap<string, number>): string =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([name, times]) => `${name} ${times}`)
        .join(", ");
    return `${this.#plans} plans\n${lines.map(([title, counts]) => `  ${title}: ${list(counts)}`).join("\n")}`;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
