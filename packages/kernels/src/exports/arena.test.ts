import { Worker } from "node:worker_threads";
import { ARENA_BASE, ARENA_MAX_ORDER, PAGE_SIZE } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { kernelsUrl, loadKernels } from "../instantiate.ts";
import { TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

describe("arena", () => {
  test("blocks are aligned, disjoint, and join again when freed", () => {
    const { kernels, numPages } = new TestArena(3000);
    const random = new Random(1);
    const held = new Map<number, number>();
    const owner = new Map<number, number>();
    for (let step = 0; step < 20_000; step++) {
      if (random.below(5) < 3) {
        const order = random.below(4) === 0 ? random.below(8) : 0;
        const ptr = kernels.arena_alloc(order, 1) >>> 0;
        if (ptr === 0) continue;
        expect(ptr % (PAGE_SIZE << order)).toBe(0);
        expect(kernels.arena_order(ptr)).toBe(order);
        for (let p = ptr; p < ptr + (PAGE_SIZE << order); p += PAGE_SIZE) {
          expect(owner.has(p)).toBe(false);
          owner.set(p, ptr);
        }
        held.set(ptr, order);
      } else if (held.size > 0) {
        const ptr = [...held.keys()][random.below(Math.min(held.size, 50))]!;
        kernels.arena_free(ptr);
        for (let p = ptr; p < ptr + (PAGE_SIZE << held.get(ptr)!); p += PAGE_SIZE) owner.delete(p);
        held.delete(ptr);
      }
      if (step % 500 === 0) expect(kernels.arena_pages(1)).toBe(owner.size);
    }
    for (const ptr of held.keys()) kernels.arena_free(ptr);
    expect(kernels.arena_pages(1)).toBe(0);
    // All buddies are joined: a block of 1024 pages is there, and all pages can be had one by one.
    const large = kernels.arena_alloc(10, 1) >>> 0;
    expect(large).not.toBe(0);
    kernels.arena_free(large);
    let count = 0;
    while (kernels.arena_alloc(0, 2) !== 0) count++;
    expect(count).toBe(numPages);
  });

  test("memory that was used goes first", () => {
    const { kernels } = new TestArena(3000);
    const first = Array.from({ length: 10 }, () => kernels.arena_alloc(0, 1) >>> 0);
    const high = kernels.arena_high_water();
    for (const ptr of first) kernels.arena_free(ptr);
    for (let i = 0; i < 10; i++) expect(first).toContain(kernels.arena_alloc(0, 1) >>> 0);
    expect(kernels.arena_high_water()).toBe(high);
  });

  test("the end of a query takes back its blocks and no others", () => {
    const { kernels, numPages } = new TestArena(1000);
    const random = new Random(2);
    const kept: number[] = [];
    for (let i = 0; i < 300; i++) {
      const ptr = kernels.arena_alloc(random.below(3), 1 + (i & 1)) >>> 0;
      if (ptr !== 0 && (i & 1) === 1) kept.push(ptr);
    }
    const pages = kernels.arena_pages(1);
    expect(kernels.arena_free_query(1)).toBe(pages);
    expect(kernels.arena_pages(1)).toBe(0);
    for (const ptr of kept) kernels.arena_free(ptr);
    expect(kernels.arena_pages(2)).toBe(0);
    let count = 0;
    while (kernels.arena_alloc(0, 3) !== 0) count++;
    expect(count).toBe(numPages);
  });

  test("a bad free traps, a bad order is refused", () => {
    const { kernels } = new TestArena(100);
    const ptr = kernels.arena_alloc(0, 1);
    kernels.arena_free(0);
    kernels.arena_free(ptr);
    expect(() => kernels.arena_free(ptr)).toThrow(WebAssembly.RuntimeError);
    expect(() => kernels.arena_free(ARENA_BASE)).toThrow(WebAssembly.RuntimeError);
    expect(() => kernels.arena_free(ptr + 8)).toThrow(WebAssembly.RuntimeError);
    expect(kernels.arena_alloc(ARENA_MAX_ORDER + 1, 1)).toBe(0);
    expect(kernels.arena_alloc(-1, 1)).toBe(0);
  });

  test("a grant refuses what passes its limit and counts what is held", () => {
    const arena = new TestArena(200);
    const { kernels } = arena;
    const grant = arena.grant(5);
    const a = kernels.grant_alloc(grant, 2);
    expect(a).not.toBe(0);
    expect(kernels.grant_alloc(grant, 1)).toBe(0);
    const b = kernels.grant_alloc(grant, 0);
    expect(b).not.toBe(0);
    expect(arena.used(grant)).toBe(5);
    expect(kernels.grant_alloc(grant, 0)).toBe(0);
    kernels.grant_free(grant, a);
    expect(arena.used(grant)).toBe(1);
    expect(kernels.arena_pages(1)).toBe(1);
  });

  test("two workers allocate and free at once", async () => {
    const arena = new TestArena(600);
    const grant = arena.grant(300);
    const results = await Promise.all([hammer(arena, grant, 11), hammer(arena, grant, 12)]);
    expect(results).toEqual([0, 0]);
    expect(arena.used(grant)).toBe(0);
    expect(arena.kernels.arena_pages(1)).toBe(0);
    let count = 0;
    while (arena.kernels.arena_alloc(0, 3) !== 0) count++;
    expect(count).toBe(arena.numPages - arena.kernels.arena_pages(0));
  });
});

/** Each block is stamped by its holder; a stamp of somebody else is an error. Resolves to the number of errors. */
const script = `
const { workerData, parentPort } = require("node:worker_threads");
const { module, memory, grant, seed } = workerData;
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
const words = new Int32Array(memory.buffer);
let state = seed, errors = 0;
const below = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return (state >>> 8) % n; };
const held = [];
function release(i) {
  const [ptr, order, stamp] = held[i];
  for (let p = 0; p < 1 << order; p++) if (words[(ptr + p * ${PAGE_SIZE}) / 4] !== stamp) errors++;
  held[i] = held[held.length - 1]; held.pop();
  kernels.grant_free(grant, ptr);
}
for (let step = 1; step <= 200000; step++) {
  if (held.length < 40 && below(2) === 0) {
    const order = below(8) === 0 ? below(5) : 0;
    const ptr = kernels.grant_alloc(grant, order) >>> 0;
    if (ptr === 0) continue;
    const stamp = seed * 1000000 + step;
    for (let p = 0; p < 1 << order; p++) words[(ptr + p * ${PAGE_SIZE}) / 4] = stamp;
    held.push([ptr, order, stamp]);
  } else if (held.length > 0) release(below(held.length));
}
while (held.length > 0) release(0);
parentPort.postMessage(errors);
`;

function hammer(arena: TestArena, grant: number, seed: number): Promise<number> {
  const workerData = { module: loadKernels(kernelsUrl), memory: arena.memory, grant, seed };
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}
