import { CallExpr } from "@millrace/plan";
import { describe, expect, it } from "vitest";
import { aggregateFunctions } from "./catalog.ts";
import { scalarFunctions } from "./scalar-functions.ts";
import { aggregate, evaluate } from "./testing/runner.ts";

describe("examples of scalar functions", () => {
  for (const { name, example } of scalarFunctions) {
    // A list has no value of its own: list.get shows it.
    if (name === "str.split") continue;
    it(name, () => {
      expect(evaluate(CallExpr(name, example.args, example.options ?? {}), [])).toEqual([example.result]);
    });
  }
});

describe("examples of aggregate functions", () => {
  for (const definition of aggregateFunctions) {
    if (definition.holistic) continue;
    it(definition.name, () => {
      const { type, values, result } = definition.example;
      expect(aggregate(definition, type, values)).toEqual(result);
    });
  }
});
