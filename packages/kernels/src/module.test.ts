import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { instantiateKernels, kernelsUrl, loadKernels } from "./instantiate.ts";
import { TestArena } from "./testing/arena.ts";

const START_SECTION = 8;
const DATA_SECTION = 11;

/** The id and body of each section of a binary module. */
function sections(bytes: Uint8Array): { id: number; body: Uint8Array }[] {
  const found: { id: number; body: Uint8Array }[] = [];
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at]!;
    const { value: size, end } = leb(bytes, at + 1);
    found.push({ id, body: bytes.subarray(end, end + size) });
    at = end + size;
  }
  return found;
}

function leb(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  let shift = 0;
  for (;;) {
    const byte = bytes[at++]!;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, end: at };
    shift += 7;
  }
}

test("the module owns no memory and no state", () => {
  const module = loadKernels();
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  // An inner global (the library's logarithm has one) belongs to its instance; an exported one would be shared state.
  const kinds = new Set(WebAssembly.Module.exports(module).map((entry) => entry.kind));
  expect([...kinds]).toEqual(["function"]);
  const found = sections(readFileSync(kernelsUrl));
  expect(found.some((section) => section.id === START_SECTION)).toBe(false);
});

test("data segments are constants below the arena and are not changed by kernels", () => {
  const data = sections(readFileSync(kernelsUrl)).find((section) => section.id === DATA_SECTION);
  // Tables of powers of ten and of decoders; a jump in size is worth a look.
  expect(data?.body.length ?? 0).toBeLessThan(64 * 1024);
  const { kernels, memory, bytes } = new TestArena(64);
  const before = bytes.slice(0, 1 << 20);
  const page = kernels.arena_alloc(0, 1);
  kernels.checksum(page, 32768);
  kernels.arena_free(page);
  // Every instance writes the segments again: over live memory that must change nothing.
  instantiateKernels(loadKernels(), memory);
  expect(Buffer.compare(before, new Uint8Array(memory.buffer).slice(0, 1 << 20))).toBe(0);
});
