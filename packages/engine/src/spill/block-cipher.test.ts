import { expect, test } from "vitest";
import { BlockCipher, makeTempKey, SEAL_BYTES } from "./block-cipher.ts";

const text = "what nobody else may read";

function blockOf(bytes: Uint8Array): Uint8Array {
  // As in the arena: shared between threads.
  const block = new Uint8Array(new SharedArrayBuffer(bytes.length + SEAL_BYTES));
  block.set(bytes);
  return block;
}

test("a block opens where it was sealed, unchanged, with the query's key, and nowhere else", () => {
  const place = { path: "/tmp/of-a-query/state0-slot1-0.spill", offset: 4096 };
  const cipher = new BlockCipher(makeTempKey());
  const sealed = blockOf(new TextEncoder().encode(text));
  cipher.seal(sealed, 7, place);
  expect(Buffer.from(sealed).toString("latin1")).not.toContain("nobody");

  const opened = Uint8Array.from(sealed);
  expect(cipher.open(opened, place)).toBe(true);
  expect(new TextDecoder().decode(opened.subarray(0, text.length))).toBe(text);

  expect(cipher.open(Uint8Array.from(sealed), { ...place, offset: 8192 })).toBe(false);
  expect(cipher.open(Uint8Array.from(sealed), { ...place, path: "/tmp/of-a-query/state0-slot0-0.spill" })).toBe(false);
  expect(new BlockCipher(makeTempKey()).open(Uint8Array.from(sealed), place)).toBe(false);
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed);
    changed[i]! ^= 1 << (i % 8);
    expect(cipher.open(changed, place)).toBe(false);
  }
});

test("the same bytes look different at every place", () => {
  const cipher = new BlockCipher(makeTempKey());
  const seen = new Set<string>();
  for (const fileNumber of [0, 1]) {
    for (const offset of [0, 1000, 2 ** 33]) {
      const block = blockOf(new TextEncoder().encode(text));
      cipher.seal(block, fileNumber, { path: "a.spill", offset });
      seen.add(Buffer.from(block.subarray(0, text.length)).toString("hex"));
    }
  }
  expect(seen.size).toBe(6);
});
