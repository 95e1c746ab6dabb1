import { deflateSync, gzipSync } from "node:zlib";
import { instantiateKernels, loadKernels } from "@millrace/kernels";
import { describe, expect, test } from "vitest";
import { Codec } from "../metadata/constants.ts";
import type { OpenChunk } from "./chunk.ts";
import { decompress } from "./decompress.ts";

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536, shared: true });
const bytes = new Uint8Array(memory.buffer);
const SOURCE = 1 << 20;
const TARGET = 2 << 20;
const STATE = 3 << 20;
const context = {
  bytes,
  kernels: instantiateKernels(loadKernels(), memory),
  allocator: { alloc: () => STATE, free: () => {} },
};
const chunk = {
  context,
  path: "x.parquet",
  column: { name: "x" },
  plan: { codec: Codec.gzip },
} as unknown as OpenChunk;

/** The page's content, or the message of its error. */
function contentOf(page: Uint8Array, size: number): Buffer | string {
  bytes.set(page, SOURCE);
  try {
    decompress(chunk, SOURCE, page.length, TARGET, size, 0);
  } catch (error) {
    return (error as Error).message;
  }
  return Buffer.from(bytes.slice(TARGET, TARGET + size));
}

describe("pages that writers call GZIP", () => {
  const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 1009} `).join(""));
  const half = text.length >> 1;
  test.each([
    ["one member", gzipSync(text)],
    ["two members", Buffer.concat([gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))])],
    ["zlib's framing", deflateSync(text)],
  ])("%s", (_, page) => {
    expect(contentOf(page, text.length)).toEqual(text);
    for (const size of [0, 1, text.length - 1, text.length + 1]) {
      expect(contentOf(page, size)).toContain("does not decompress to");
    }
    for (const length of [0, 5, 1000, page.length - 9, page.length - 1]) {
      expect(contentOf(page.subarray(0, length), text.length)).toContain("does not decompress to");
    }
  });

  test("the checksum counts", () => {
    const page = gzipSync(text);
    page[page.length - 8]! ^= 1;
    expect(contentOf(page, text.length)).toContain("does not decompress to");
  });
});
