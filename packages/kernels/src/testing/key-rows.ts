import type { TestArena } from "./arena.ts";
import { pageOf } from "./arena.ts";
import type { Random } from "./random.ts";

/** A key of tests: a nullable integer and two strings. */
export interface TestKey {
  readonly id: bigint | null;
  readonly name: string;
  readonly city: string;
}

/** | null byte, padding 7 | id i64 | name view | city view | */
export const KEY_STRIDE = 48;
export const KEY_VIEWS: readonly number[] = [16, 32];

/** A text that is the same for equal keys. */
export function keyText(key: TestKey): string {
  return `${key.id}|${key.name}|${key.city}`;
}

export function randomKey(random: Random, distinct: number, longest = 40): TestKey {
  const id = random.below(distinct);
  const seed = id % 97;
  const name = "xyz"[seed % 3]! + "é".repeat(seed % 17) + "name".repeat(seed % 5);
  const city = seed % 11 === 0 ? "c".repeat(longest - (seed % 3)) : "city".slice(0, seed % 5);
  return { id: id === 0 ? null : BigInt(id) - 5n, name, city };
}

/** Writes keys as absolute key rows; returns their address. */
export function writeKeys(arena: TestArena, keys: readonly TestKey[]): number {
  const ptr = arena.allocate(keys.length * KEY_STRIDE);
  keys.forEach((key, i) => {
    writeKey(arena, ptr + i * KEY_STRIDE, key);
  });
  return ptr;
}

function writeKey(arena: TestArena, ptr: number, key: TestKey): void {
  if (key.id === null) arena.setU64(ptr, 1n);
  arena.setU64(ptr + 8, key.id ?? 0n);
  arena.setView(ptr + 16, key.name);
  arena.setView(ptr + 32, key.city);
}

/** Reads a key from inside a page row. */
export function readRowKey(arena: TestArena, rowKey: number): TestKey {
  const page = pageOf(rowKey);
  return readKey(arena, rowKey, page);
}

/** Reads a key whose long strings are `base` away. */
export function readKey(arena: TestArena, ptr: number, base = 0): TestKey {
  const isNull = arena.u64(ptr) === 1n;
  return {
    id: isNull ? null : arena.view.getBigInt64(ptr + 8, true),
    name: arena.text(ptr + 16, base),
    city: arena.text(ptr + 32, base),
  };
}
