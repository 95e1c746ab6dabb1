import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildColumn, Field, frameFromColumns, Int64, Schema } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { ColumnExpr, ScanNode, SortNode } from "@millrace/plan";
import { localFiles } from "@millrace/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setEngineTuning } from "../coordinator/tuning.ts";
import { PlanCache } from "./plan-cache.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import { preparing } from "./prepare-plan.ts";

let folder = "";
const schema = Schema([Field("a", Int64, true)]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-plans-"));
});

afterEach(() => {
  setEngineTuning({});
  rmSync(folder, { recursive: true });
});

/** A sorted scan of a file as a user's query builds it: new nodes each time. */
function query(path: string, limit: number | null = null): LogicalPlan {
  const file = { path, partition: {}, ...localFiles.identify(path) };
  const source = { kind: "files", format: "csv", files: [file], options: {}, label: path } as const;
  const keys = [{ expr: ColumnExpr("a"), descending: false, nullsLast: false }];
  return SortNode(ScanNode({ source, sourceSchema: schema }), keys, limit);
}

function prepare(plan: LogicalPlan, cache: PlanCache, keySetBytes = 1000): PreparedPlan {
  const work = preparing(plan, keySetBytes, cache);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

describe("plans that are kept", () => {
  it("gives an equal query the plan of the first one, and no other query", () => {
    const cache = new PlanCache();
    const path = join(folder, "a.csv");
    writeFileSync(path, "a\n1\n");
    const first = prepare(query(path), cache);
    expect(prepare(query(path), cache)).toBe(first);
    expect(prepare(query(path, 1), cache)).not.toBe(first);
    expect(prepare(query(path), cache, 2000)).not.toBe(first);
    setEngineTuning({ disabledPasses: new Set(["sortLimit"]) });
    expect(prepare(query(path), cache)).not.toBe(first);
    setEngineTuning({});
    expect(prepare(query(path), cache)).toBe(first);
  });

  it("plans anew when a file has changed since", () => {
    const cache = new PlanCache();
    const path = join(folder, "a.csv");
    writeFileSync(path, "a\n1\n");
    const plan = query(path);
    const first = prepare(plan, cache);
    writeFileSync(path, "a\n1\n2\n3\n");
    expect(prepare(plan, cache)).not.toBe(first);
  });

  it("does not hold the rows of frames", () => {
    const data = frameFromColumns(schema, [buildColumn("a", Int64, [1n])], 1);
    const plan = ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: schema });
    expect(new PlanCache().keyOf(plan, 1000)).toBeNull();
  });

  it("forgets the plan that was used least recently", () => {
    const cache = new PlanCache();
    const path = join(folder, "a.csv");
    writeFileSync(path, "a\n1\n");
    const [first, second] = [prepare(query(path, 1), cache), prepare(query(path, 2), cache)];
    for (let limit = 3; limit < 34; limit++) {
      prepare(query(path, limit), cache);
      expect(prepare(query(path, 1), cache)).toBe(first);
    }
    expect(prepare(query(path, 2), cache)).not.toBe(second);
  });
});
