import { Field, Int64, Schema } from "@millrace/core";
import { expect, test } from "vitest";
import type { ChunkTarget } from "./chunk-target.ts";
import { ChunkCollector, SliceTarget } from "./chunk-target.ts";

const schema = Schema([Field("a", Int64, false)]);
const passing: ChunkTarget = { push: () => {} };

test("slots may run ahead without limit only where every row is kept", () => {
  const keepsAll = (target: ChunkTarget, length: number | null): boolean =>
    new SliceTarget(schema, target, 0, length).keepsAll;
  expect(keepsAll(new ChunkCollector(), null)).toBe(true);
  expect(keepsAll(new ChunkCollector(), 10)).toBe(false);
  expect(keepsAll(passing, null)).toBe(false);
});
