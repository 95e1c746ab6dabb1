import { Float64, Int64 } from "@millrace/core";
import { expect, test } from "vitest";
import { readCsv } from "./testing/read-csv.ts";
import { temporaryFile } from "./testing/temporary-file.ts";

/** Numbers from a seed, each in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomNumbers(7);
const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");

/** The values of a column of texts, read with the others around it; text that is no number is null. */
function column(texts: readonly string[], type: typeof Int64 | typeof Float64, lineEnd = "\n"): unknown[] {
  const lines = ["a,x,b", ...texts.map((text) => `1,${text},2`)];
  const schema = { a: Int64, x: type, b: Int64 };
  const { rows } = readCsv([temporaryFile(lines.join(lineEnd))], { schema, ignoreErrors: true });
  for (const row of rows) expect([row[0], row[2]]).toEqual([1n, 2n]);
  return rows.map((row) => row[1]);
}

test("floats of every length, with and without sign and point, are those of JavaScript", () => {
  const texts = Array.from({ length: 4000 }, () => {
    const fraction = random() < 0.2 ? "" : `.${digits(Math.floor(random() * 12))}`;
    return `${random() < 0.2 ? "-" : ""}${digits(1 + Math.floor(random() * 12))}${fraction}`;
  });
  const edges = [
    "0",
    "-0",
    "5.",
    ".5",
    "-.5",
    "999999999999999",
    "99999999999999.9",
    "9007199254740993",
    "1e3",
    "-1.5E-3",
  ];
  for (const lineEnd of ["\n", "\r\n"]) {
    expect(column([...texts, ...edges], Float64, lineEnd)).toEqual([...texts, ...edges].map(Number));
  }
});

test("integers of every length are exact, alone and next to others", () => {
  const texts = Array.from({ length: 4000 }, () => {
    const sign = random() < 0.02 ? "-" : "";
    return `${sign}${digits(1 + Math.floor(random() * (random() < 0.05 ? 18 : 8)))}`;
  });
  expect(column(texts, Int64)).toEqual(texts.map(BigInt));
});

test("line ends with and without CR may follow each other behind numbers", () => {
  const integers = Array.from({ length: 500 }, () => digits(1 + Math.floor(random() * 10)));
  const floats = integers.map((text) => `-${text}.${digits(2)}`);
  for (const [type, texts, value] of [
    [Int64, integers, BigInt],
    [Float64, floats, Number],
  ] as const) {
    for (const returns of [0.02, 0.5, 0.98]) {
      const lines = texts.map((text) => `${text}${random() < returns ? "\r" : ""}`);
      const file = temporaryFile(["a,x", ...lines.map((line) => `7,${line}`)].join("\n"));
      const { rows } = readCsv([file], { schema: { a: Int64, x: type } });
      expect(rows.map((row) => row[1])).toEqual(texts.map((text) => value(text)));
    }
  }
});

test("what is no number is found at each place of a group, and its neighbours are read", () => {
  const bad = ["1x", "x1", "1/2", "1:2", "-", "--1", "1-", "12345678x", "\u00b9", "1\u0000", "9223372036854775808"];
  for (const text of bad) {
    for (let at = 0; at < 9; at++) {
      const texts = Array.from({ length: 9 }, (_, i) => (i === at ? text : `${i}7`));
      expect(column(texts, Int64)).toEqual(texts.map((own, i) => (i === at ? null : BigInt(own))));
    }
  }
  for (const text of [".", "-", "-.", "1.2.3", "1..2", "1.5x", "x.5", "1,5".replace(",", "/"), "1.-5", "..", "1.2e"]) {
    for (let at = 0; at < 5; at++) {
      const texts = Array.from({ length: 5 }, (_, i) => (i === at ? text : `${i}.5`));
      expect(column(texts, Float64)).toEqual(texts.map((own, i) => (i === at ? null : Number(own))));
    }
  }
});
