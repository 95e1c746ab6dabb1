import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("does not refuse a query for what the program has dropped and V8 has not collected", () => {
  const script = join(import.meta.dirname, "dropped-values.ts");
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect(stderr).toBe("");
  const { droppedMiB, result } = JSON.parse(stdout) as { droppedMiB: number; result: unknown };
  expect(droppedMiB).toBeGreaterThan(100);
  expect(result).toEqual([{ a: 6 }]);
}, 60_000);
