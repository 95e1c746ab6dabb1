import { MemoryLimitError } from "@millrace/core";
import { expect, test } from "vitest";
import { planMemory } from "./process-memory.ts";

const MIB = 1024 * 1024;
const fresh = { baseBytes: 80 * MIB, runningWorkers: 0, grantedBytes: 0 };

test("what the process and its workers need is not for state", () => {
  const { threads, stateBytes } = planMemory(256 * MIB, 2, true, fresh);
  expect(threads).toBe(2);
  expect(stateBytes).toBeLessThan(256 * MIB - fresh.baseBytes - 2 * 13 * MIB);
  const warm = planMemory(256 * MIB, 2, true, { ...fresh, runningWorkers: 2 });
  expect(warm.stateBytes).toBeGreaterThan(stateBytes);
});

test("fewer threads are taken before a query is refused, unless their number was given", () => {
  expect(planMemory(180 * MIB, 8, false, fresh).threads).toBeLessThan(3);
  expect(() => planMemory(180 * MIB, 8, true, fresh)).toThrow(MemoryLimitError);
  expect(() => planMemory(64 * MIB, 1, false, fresh)).toThrow(/Set memoryLimit to at least \d+/);
});

test("a query beside another gets what that one leaves, and the least state where it leaves nothing", () => {
  const alone = planMemory(256 * MIB, 2, true, fresh).stateBytes;
  const beside = planMemory(256 * MIB, 2, true, { ...fresh, grantedBytes: 30 * MIB }).stateBytes;
  expect(beside).toBe(alone - 30 * MIB);
  const nested = planMemory(256 * MIB, 2, true, { ...fresh, grantedBytes: alone }).stateBytes;
  expect(nested).toBeGreaterThan(0);
  expect(nested).toBeLessThan(10 * MIB);
});
