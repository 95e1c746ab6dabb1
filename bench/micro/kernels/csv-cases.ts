import { KernelMemory } from "../kernel-memory.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected } from "../micro-case.ts";
import { sequence } from "../sequence.ts";

const NUM_ROWS = 2000;
const NUM_FIELDS = 9;
const COMMA = 44;
const QUOTE = 34;
const NEWLINE = 10;
const NO_COMMENT = -1;

/** Rows of the db-benchmark's shape: texts, integers and a decimal number. */
function csvText(): Uint8Array {
  const next = sequence(1);
  const line = (): string => {
    const ids = Array.from({ length: 3 }, () => `id${String(next(1e6)).padStart(6, "0")}`);
    const numbers = Array.from({ length: 5 }, () => next(100_000));
    return [...ids, ...numbers, `${next(100)}.${String(next(1e6)).padStart(6, "0")}`].join(",");
  };
  return new TextEncoder().encode(`${Array.from({ length: NUM_ROWS }, line).join("\n")}\n`);
}

const text = csvText();

/** Reading CSV. */
export const csvCases: readonly MicroCase[] = [
  {
    name: "csv.tokenize",
    items: text.length,
    unit: "bytes",
    prepare: () => {
      const memory = new KernelMemory(1 << 20);
      const base = memory.place(text);
      const positions = memory.allocate(4 * (NUM_ROWS * NUM_FIELDS + 136));
      const result = memory.allocate(64);
      return {
        run: () =>
          memory.kernels.csv_tokenize(
            base,
            0,
            text.length,
            COMMA,
            QUOTE,
            NEWLINE,
            NO_COMMENT,
            NUM_FIELDS,
            NUM_ROWS,
            positions,
            result,
          ),
        check: () => {
          const [rows, next] = memory.words(result, 2);
          const ends = memory.words(positions, NUM_ROWS * NUM_FIELDS + 1);
          const wrong = ends
            .subarray(1)
            .findIndex((end, i) => text[end] !== ((i + 1) % NUM_FIELDS === 0 ? NEWLINE : COMMA));
          return (
            expected("rows", rows, NUM_ROWS) ??
            expected("the next row's start", next, text.length) ??
            expected("the first field whose end is none", wrong, -1)
          );
        },
      };
    },
  },
  {
    name: "csv.count-rows",
    items: text.length,
    unit: "bytes",
    prepare: () => {
      const memory = new KernelMemory(1 << 20);
      const base = memory.place(text);
      const result = memory.allocate(64);
      return {
        run: () => memory.kernels.csv_count(base, 0, text.length, COMMA, QUOTE, NEWLINE, 1, 0x7fffffff, result),
        check: () => expected("rows", memory.words(result, 1)[0], NUM_ROWS),
      };
    },
  },
];
