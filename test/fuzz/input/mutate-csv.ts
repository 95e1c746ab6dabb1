import type { Random } from "@millrace/testkit";
import { changeBytes, changeLength, splice } from "./mutate-bytes.ts";
import type { Mutation } from "./mutate-parquet.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** What CSV is made of, what it must not hold, and what numbers and dates look like at their borders. */
const pieces: readonly Uint8Array[] = [
  ...[
    '"',
    '""',
    '"""',
    ",",
    ",,",
    "\n",
    "\r\n",
    "\r",
    '",',
    ',"',
    '"\n',
    '\n"',
    "\0",
    ";",
    "\t",
    "'",
    "\\",
    "#",
    " ",
  ].map(text),
  ...["9223372036854775808", "-9223372036854775809", "1e400", "1e-400", "nan", "inf", "--1", "0x10", "1_000"].map(text),
  ...["2024-02-30", "9999-12-31T23:59:59.9999999", "0000-00-00", "\ufeff", "\u2028", "🦆", "true"].map(text),
  ...[[0xff], [0xc3], [0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80], [0xe2, 0x82]].map((bytes) =>
    Uint8Array.from(bytes),
  ),
];

/** Lengths around the sizes of windows, batches and vectors. */
const longLengths = [15, 16, 17, 63, 64, 65, 4095, 4096, 65_535, 65_536, 300_000];

function longField(random: Random): Uint8Array {
  const length = random.pick(longLengths);
  return new Uint8Array(length).fill(random.pick([0x61, 0x31, 0x22, 0x2c, 0x20, 0xc3, 0]));
}

/** The places of the marks of CSV in the bytes. */
function marksOf(bytes: Uint8Array): number[] {
  const marks: number[] = [];
  bytes.forEach((byte, at) => {
    if (byte === 0x22 || byte === 0x2c || byte === 0x0a || byte === 0x0d || byte === 0x3b || byte === 0x09)
      marks.push(at);
  });
  return marks;
}

/** A good text file with something in it that may be wrong. */
export function mutateCsv(bytes: Uint8Array, random: Random): Mutation {
  const kind = random.pick(["piece", "piece", "piece", "mark", "mark", "long", "bytes", "length"] as const);
  let changed = bytes;
  const changes = random.chance(0.5) ? 1 : random.int(2, 6);
  for (let i = 0; i < changes; i++) {
    const at = random.int(0, changed.length);
    if (kind === "piece")
      changed = splice(changed, at, Math.min(changed.length, at + random.int(0, 2)), random.pick(pieces));
    else if (kind === "long") changed = splice(changed, at, at, longField(random));
    else if (kind === "length") changed = changeLength(changed, random);
    else if (kind === "bytes" || changed.length === 0)
      changed = changeBytes(changed, { from: 0, to: changed.length }, random);
    else {
      const marks = marksOf(changed);
      const mark = marks.length === 0 ? 0 : random.pick(marks);
      changed = splice(changed, mark, mark + 1, random.chance(0.4) ? new Uint8Array() : random.pick(pieces));
    }
  }
  return { kind, bytes: changed, pagesOnly: false };
}
