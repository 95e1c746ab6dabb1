import { describe, expect, test } from "vitest";
import type { PruneTest } from "../../format.ts";
import { excludes, includesAll } from "./prune.ts";

const operators = ["eq", "ne", "lt", "le", "gt", "ge"] as const;

function passes(op: PruneTest["op"], value: bigint, literal: bigint): boolean {
  switch (op) {
    case "eq":
      return value === literal;
    case "ne":
      return value !== literal;
    case "lt":
      return value < literal;
    case "le":
      return value <= literal;
    case "gt":
      return value > literal;
    default:
      return value >= literal;
  }
}

describe("pruning by bounds", () => {
  test("excludes where no value passes, and includes all where every value does", () => {
    for (const op of operators) {
      for (let min = 0n; min < 4n; min++) {
        for (let max = min; max < 4n; max++) {
          for (let literal = -1n; literal < 5n; literal++) {
            const one: PruneTest = { column: "a", op, values: [literal] };
            const bounds = { min, max, nullCount: 0, rows: 10 };
            const within = [0n, 1n, 2n, 3n].filter((value) => value >= min && value <= max);
            const passing = within.filter((value) => passes(op, value, literal));
            expect(excludes(one, bounds)).toBe(passing.length === 0);
            expect(includesAll(one, bounds)).toBe(passing.length === within.length);
          }
        }
      }
    }
  });

  test("does not include rows that may be null or NaN, or that are compared with several values", () => {
    const bounds = { min: 1n, max: 2n, nullCount: 1, rows: 10 };
    expect(includesAll({ column: "a", op: "gt", values: [0n] }, bounds)).toBe(false);
    expect(includesAll({ column: "a", op: "gt", values: [0n] }, { ...bounds, nullCount: null })).toBe(false);
    expect(includesAll({ column: "a", op: "isNotNull", values: [] }, { ...bounds, nullCount: 0 })).toBe(true);
    expect(includesAll({ column: "a", op: "in", values: [1n, 2n] }, { ...bounds, nullCount: 0 })).toBe(false);
    const floats = { min: 1, max: 2, nullCount: 0, rows: 10 };
    expect(includesAll({ column: "a", op: "lt", values: [5] }, floats)).toBe(false);
    expect(includesAll({ column: "a", op: "gt", values: [0] }, floats)).toBe(true);
  });
});
