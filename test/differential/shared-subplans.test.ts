// Sub-plans that several places of a plan read: computed once, with the result of computing them at every place.

import type { EngineTuning } from "@millrace/engine";
import { setEngineTuning } from "@millrace/engine";
import { answerOfFrame, compareAnswers } from "@millrace/testkit";
import type { LazyFrame } from "millrace";
import { col, concat, DataFrame, len } from "millrace";
import { afterEach, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";

const numRows = 30_000;
const orders = DataFrame({
  id: Array.from({ length: numRows }, (_, i) => i),
  customer: Array.from({ length: numRows }, (_, i) => (i * 7919) % 997),
  amount: Array.from({ length: numRows }, (_, i) => ((i * 31) % 1000) / 8),
}).lazy();
const perCustomer = orders.groupBy("customer").agg(col("amount").sum().alias("total"), len().alias("count"));
const large = orders.filter(col("amount").gt(100)).unique({ subset: ["customer"], keep: "first", maintainOrder: true });

const plans: Readonly<Record<string, LazyFrame>> = {
  "an aggregate and its own maximum": perCustomer
    .join(perCustomer.select(col("total").max().alias("best")), { how: "cross" })
    .filter(col("total").ge(col("best").mul(0.99))),
  "readers that want other rows and columns": perCustomer
    .filter(col("total").gt(1900))
    .select("customer", "total")
    .join(perCustomer.filter(col("count").gt(30)).select("customer", "count"), { on: "customer", how: "inner" }),
  "a sub-plan of a sub-plan": perCustomer
    .join(large, { on: "customer", how: "semi" })
    .join(perCustomer.join(large, { on: "customer", how: "semi" }).select(col("total").mean().alias("mean")), {
      how: "cross",
    })
    .join(large.select("customer", "id"), { on: "customer", how: "left" }),
  "a part of the rows in their order": large.head(7).join(large.select("customer"), { on: "customer", how: "semi" }),
  "rows one below the other": concat([large, large.filter(col("amount").lt(110))]),
};

const tunings: Readonly<Record<string, Partial<EngineTuning>>> = {
  "by default": {},
  "where state spills": { stateLimit: 100_000 },
  "in batches of 3 rows": { batchRows: 3 },
};

afterEach(() => {
  setEngineTuning({});
});

describe.each(Object.entries(plans))("%s", (_, plan) => {
  it.each(Object.entries(tunings))("is as without sharing, %s", async (_name, tuning) => {
    const sorted = plan.sort("customer");
    setEngineTuning({ disabledPasses: new Set(["sharedSubplans"]) });
    const expected = answerOfFrame(await sorted.collect());
    setEngineTuning(tuning);
    const shared = answerOfFrame(await sorted.collect({ threads: 2 }));
    expect(compareAnswers(shared, expected, { ordered: true, exact: true })).toBeNull();
    expect(shared.rows.length).toBeGreaterThan(0);
  });
});

itOptimizes("is computed once, and every reader says what it takes", async () => {
  const text = await plans["readers that want other rows and columns"]!.explain();
  expect(text.match(/AGGREGATE/g)).toHaveLength(1);
});
