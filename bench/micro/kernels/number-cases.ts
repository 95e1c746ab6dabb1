import { KernelMemory } from "../kernel-memory.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected, expectedList } from "../micro-case.ts";
import { sequence } from "../sequence.ts";

const NUM_TEXTS = 2000;
/** Bytes of room for a text. */
const ROOM = 32;

function randomNumbers(): readonly number[] {
  const next = sequence(2);
  return Array.from({ length: NUM_TEXTS }, () => (next(2) === 0 ? next(1e6) / 100 : next(2 ** 31) * 1.1e-7));
}

const numbers = randomNumbers();
const texts = numbers.map(String);

/** Numbers from text and to text. */
export const numberCases: readonly MicroCase[] = [
  {
    name: "number.parse-f64",
    items: NUM_TEXTS,
    unit: "texts",
    prepare: () => {
      const memory = new KernelMemory(1 << 18);
      const places = texts.map((text) => memory.place(new TextEncoder().encode(text)));
      const out = memory.allocate(8 * NUM_TEXTS);
      return {
        run: () => {
          for (let i = 0; i < NUM_TEXTS; i++) memory.kernels.parse_f64(places[i]!, texts[i]!.length, out + 8 * i);
        },
        check: () => expectedList("number", memory.doubles(out, NUM_TEXTS), numbers),
      };
    },
  },
  {
    name: "number.format-f64",
    items: NUM_TEXTS,
    unit: "texts",
    prepare: () => {
      const memory = new KernelMemory(1 << 18);
      const out = memory.allocate(ROOM * NUM_TEXTS);
      const lengths = new Uint32Array(NUM_TEXTS);
      return {
        run: () => {
          for (let i = 0; i < NUM_TEXTS; i++) lengths[i] = memory.kernels.format_f64(numbers[i]!, out + ROOM * i);
        },
        check: () => {
          const read = numbers.map((_, i) =>
            Number(new TextDecoder().decode(memory.bytes(out + ROOM * i, lengths[i]!).slice())),
          );
          return expectedList("number", read, numbers) ?? expected("bytes of the first", lengths[0]! <= 26, true);
        },
      };
    },
  },
];
