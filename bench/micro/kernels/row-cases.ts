import {
  AGG_COUNT,
  AGG_ROW_KEY,
  AGG_SIZE,
  GRANT_LIMIT,
  GRANT_QUERY,
  GRANT_SIZE,
  KEYS_HEADER,
  KEYS_STRIDE,
  SORT_DESC_HEADER,
  SORT_DESC_NUM_WORDS,
  SORT_ENTRY_SIZE,
  SORT_HISTOGRAM_SIZE,
  STAGE_ROWS,
} from "@millrace/core";
import { KernelMemory } from "../kernel-memory.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected, expectedList } from "../micro-case.ts";
import { sequence } from "../sequence.ts";

const NUM_ROWS = 65_536;
const NUM_GROUPS = 20_000;
const NUM_ENTRIES = 16_384;
const KEY_BYTES = 8;

function randomKeys(numKeys: number, bound: number): BigUint64Array {
  const next = sequence(6);
  return BigUint64Array.from({ length: numKeys }, () => BigInt(next(bound)));
}

/** Keys of one integer, their descriptor, and their hashes once keys_hash has run. */
function placeKeys(memory: KernelMemory, keys: BigUint64Array): { data: number; descriptor: number; hashes: number } {
  const descriptor = memory.allocate(KEYS_HEADER);
  memory.view.setUint32(descriptor + KEYS_STRIDE, KEY_BYTES, true);
  return { data: memory.place(new Uint8Array(keys.buffer)), descriptor, hashes: memory.allocate(8 * keys.length) };
}

/** Keys, groups and order. */
export const rowCases: readonly MicroCase[] = [
  {
    name: "keys.hash",
    items: NUM_ROWS,
    unit: "rows",
    prepare: () => {
      const memory = new KernelMemory(1 << 21);
      const keys = randomKeys(NUM_ROWS, NUM_GROUPS);
      const { data, descriptor, hashes } = placeKeys(memory, keys);
      return {
        run: () => memory.kernels.keys_hash(NUM_ROWS, data, descriptor, hashes),
        check: () => expected("different hashes", new Set(memory.longs(hashes, NUM_ROWS)).size, new Set(keys).size),
      };
    },
  },
  {
    name: "aggregate.find",
    items: NUM_ROWS,
    unit: "rows",
    prepare: () => {
      const memory = new KernelMemory(1 << 22, 256);
      const { kernels, view } = memory;
      const keys = randomKeys(NUM_ROWS, NUM_GROUPS);
      const { data, descriptor, hashes } = placeKeys(memory, keys);
      kernels.keys_hash(NUM_ROWS, data, descriptor, hashes);
      const grant = memory.allocate(GRANT_SIZE);
      view.setUint32(grant + GRANT_LIMIT, 256, true);
      view.setUint32(grant + GRANT_QUERY, 1, true);
      const rows = memory.allocate(kernels.rows_size(0));
      kernels.rows_init(rows, grant, AGG_ROW_KEY + KEY_BYTES, 0);
      const table = memory.allocate(AGG_SIZE);
      kernels.agg_init(table, rows, descriptor);
      const log2 = Math.ceil(Math.log2(2 * NUM_GROUPS));
      kernels.agg_set_directory(table, memory.allocate(kernels.agg_directory_size(log2)), log2, 0);
      const found = memory.allocate(4 * NUM_ROWS);
      return {
        // The first call makes the groups; the others find them, which is what most rows of a query do.
        run: () => {
          for (let from = 0; from < NUM_ROWS; from += STAGE_ROWS) {
            kernels.agg_find(table, STAGE_ROWS, data + KEY_BYTES * from, hashes + 8 * from, found + 4 * from);
          }
        },
        check: () => {
          const groups = memory.words(found, NUM_ROWS);
          const stored = Array.from(groups, (row) => view.getBigUint64(row + AGG_ROW_KEY, true));
          const count = view.getUint32(table + AGG_COUNT, true);
          return expected("groups", count, new Set(keys).size) ?? expectedList("key of the row found", stored, keys);
        },
      };
    },
  },
  {
    name: "sort.entries",
    items: NUM_ENTRIES,
    unit: "rows",
    prepare: () => {
      const memory = new KernelMemory(1 << 20);
      const byteLength = SORT_ENTRY_SIZE * NUM_ENTRIES;
      const [given, entries, tmp] = [0, 0, 0].map(() => memory.allocate(byteLength)) as [number, number, number];
      const histogram = memory.allocate(SORT_HISTOGRAM_SIZE);
      const descriptor = memory.allocate(SORT_DESC_HEADER);
      memory.view.setUint32(descriptor + SORT_DESC_NUM_WORDS, 1, true);
      // No word occurs twice, so that no row is looked at: an odd factor permutes the numbers below 2^32.
      const words = Array.from({ length: NUM_ENTRIES }, (_, i) => BigInt(Math.imul(i, 0x9e3779b1) >>> 0));
      words.forEach((word, i) => {
        memory.longs(given + SORT_ENTRY_SIZE * i, 1)[0] = word;
      });
      const source = memory.bytes(given, byteLength);
      return {
        run: () => {
          memory.bytes(entries, byteLength).set(source);
          memory.kernels.sort_entries(entries, NUM_ENTRIES, tmp, histogram, descriptor);
        },
        check: () => {
          const sorted = words.toSorted((a, b) => (a < b ? -1 : 1));
          return expectedList(
            "word",
            words.map((_, i) => memory.longs(entries + SORT_ENTRY_SIZE * i, 1)[0]),
            sorted,
          );
        },
      };
    },
  },
  {
    name: "gather.vector",
    items: NUM_ROWS,
    unit: "rows",
    prepare: () => {
      const memory = new KernelMemory(1 << 21);
      const values = randomKeys(NUM_ROWS, 2 ** 31);
      const data = memory.place(new Uint8Array(values.buffer));
      const next = sequence(7);
      const indices = Uint32Array.from({ length: NUM_ROWS }, () => next(NUM_ROWS));
      const at = memory.place(new Uint8Array(indices.buffer));
      const out = memory.allocate(8 * NUM_ROWS);
      return {
        run: () => memory.kernels.gather_vector(NUM_ROWS, at, data, 8, out),
        check: () => {
          const wanted = Array.from(indices, (index) => values[index]!);
          return expectedList("value", memory.longs(out, NUM_ROWS), wanted);
        },
      };
    },
  },
];
