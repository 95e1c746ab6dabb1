import { String as StringType } from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FormatOptions } from "../format.ts";
import { readCsv } from "./testing/read-csv.ts";
import { temporaryFile } from "./testing/temporary-file.ts";

/** A parser of the plainest kind: the meaning of CSV that every split has to give. */
function parseSimply(text: string, numFields: number): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    let value = "";
    const quoted = text[at] === '"';
    if (quoted) {
      for (at++; at < text.length; at++) {
        if (text[at] !== '"') value += text[at];
        else if (text[at + 1] === '"') value += text[at++];
        else break;
      }
      at++;
    }
    while (at < text.length && text[at] !== "," && text[at] !== "\n") value += text[at++];
    const ends = at >= text.length || text[at] === "\n";
    if (ends && value.endsWith("\r")) value = value.slice(0, -1);
    row.push(value === "" && !quoted ? null : value);
    const blank = ends && row.length === 1 && row[0] === null && numFields > 1;
    if (ends && !blank) rows.push(Array.from({ length: numFields }, (_, i) => row[i] ?? null));
    if (ends) row = [];
    // A separator at the very end has an empty field behind it.
    if (!ends && at === text.length - 1) rows.push(Array.from({ length: numFields }, (_, i) => row[i] ?? null));
    at++;
  }
  return rows;
}

const piece = fc.constantFrom(
  "a",
  "1",
  "",
  " ",
  "é",
  "longer than twelve bytes",
  "\n",
  ",",
  '"',
  '""',
  "\r\n",
  "x\ny",
  "#",
);
const value = fc.array(piece, { maxLength: 3 }).map((parts) => parts.join(""));

/** A value as a field: quoted where it must be, and sometimes where it need not. */
function fieldOf(text: string, quote: boolean): string {
  return quote || /[",\n\r]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
}

const table = fc.integer({ min: 1, max: 4 }).chain((numFields) =>
  fc.record({
    numFields: fc.constant(numFields),
    rows: fc.array(
      fc.record({
        fields: fc.array(fc.tuple(value, fc.boolean()), { minLength: numFields, maxLength: numFields }),
        lineEnd: fc.constantFrom("\n", "\n", "\r\n", "\n\n"),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    lastLineEnd: fc.boolean(),
  }),
);

const schemaOf = (numFields: number) =>
  Object.fromEntries(Array.from({ length: numFields }, (_, i) => [`c${i}`, StringType]));

function check(text: string, numFields: number, rangeSizes: readonly number[]): void {
  const expected = parseSimply(text, numFields);
  const path = temporaryFile(text);
  const options: FormatOptions = { schema: schemaOf(numFields), hasHeader: false, truncateRaggedLines: true };
  for (const rangeBytes of rangeSizes) {
    for (const backwards of [false, true]) {
      const result = readCsv([path], { ...options, rangeBytes }, { backwards, maxRows: 3 });
      expect(result.rows, `${rangeBytes} ${backwards}`).toEqual(expected);
    }
    const counted = readCsv([path], { ...options, rangeBytes }, { columns: [], maxRows: 2 });
    const numRows = counted.counters.reduce((sum, { rows }) => sum + rows, 0);
    expect(numRows, `count, ${rangeBytes}`).toBe(expected.length);
    expect(counted.counters.reduce((sum, { bytesRead }) => sum + bytesRead, 0)).toBe(
      new TextEncoder().encode(text).length,
    );
  }
}

test("every split of a well-formed table gives the same rows", () => {
  fc.assert(
    fc.property(
      table,
      fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 3, maxLength: 5 }),
      (given, sizes) => {
        const text = given.rows
          .map(({ fields, lineEnd }, i) => {
            const end = i === given.rows.length - 1 && !given.lastLineEnd ? "" : lineEnd;
            return fields.map(([field, quote]) => fieldOf(field, quote)).join(",") + end;
          })
          .join("");
        const sane = given.numFields === 1 ? text.replaceAll("\n\n", "\n") : text;
        check(sane, given.numFields, [...sizes, 1_000_000]);
      },
    ),
    { numRuns: 120 },
  );
});

test("every split of arbitrary text gives what the automaton gives", () => {
  const bytes = fc.constantFrom('"', '"', ",", "\n", "a", "b", "\r\n", "é", "0123456789012345");
  fc.assert(
    fc.property(
      fc.array(bytes, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      (parts, numFields) => {
        const text = parts.join("");
        // Text that ends inside quotes is an error; leading blank lines belong to the head.
        fc.pre(!/^[\r\n]/.test(text) && !endsInQuotes(text));
        check(text, numFields, [1, 2, 3, 5, 8, 13, 31, 64, 1_000_000]);
      },
    ),
    { numRuns: 200 },
  );
});

function endsInQuotes(text: string): boolean {
  let state = "start";
  for (const c of text) {
    if (state !== "quoted" && (c === "," || c === "\n")) state = "start";
    else if (c === '"')
      state = state === "start" || state === "closing" ? "quoted" : state === "quoted" ? "closing" : "plain";
    else if (state !== "quoted") state = "plain";
  }
  return state === "quoted";
}

test("long regular files in SIMD blocks, with selections", () => {
  const rows = Array.from({ length: 3000 }, (_, i) => [`${i}`, i % 7 === 0 ? `q"${i}\n,` : `plain ${i}`, `${i / 8}`]);
  const text = rows.map(([a, b, c]) => `${a},${fieldOf(b!, false)},${c}\n`).join("");
  const path = temporaryFile(`a,b,c\n${text}`);
  const expected = rows.map(([a, b, c]) => [BigInt(a!), b, Number(c)]);
  for (const rangeBytes of [1000, 4096, 10_007, 1 << 20]) {
    expect(readCsv([path], { rangeBytes }, { backwards: rangeBytes === 4096 }).rows).toEqual(expected);
  }
  const third = readCsv([path], {}, { everyNth: 3, maxRows: 300 });
  expect(third.rows).toEqual(expected.filter((_, i) => i % 3 === 0));
});

test("rows alone are counted in files of many windows, with blank lines and without a line end at the end", () => {
  for (const [end, last] of [
    ["\n", ""],
    ["\r\n", "\r\n"],
    ["\n", "\n\n\r\n"],
    ["\n", "\n\r"],
  ] as const) {
    let numRows = 0;
    const lines = Array.from({ length: 90_000 }, (_, i) => {
      const blank = i > 0 && (i * 7919) % 13 < 2;
      numRows += blank ? 0 : 1;
      return blank ? (i % 2 === 0 ? "" : "\r") : `${i},${"x".repeat(i % 31)}`;
    });
    const file = temporaryFile(`${["a,b", ...lines, "1,2"].join(end).replaceAll("\r\r", "\r")}${last}`);
    for (const rangeBytes of [100_003, 1 << 20, 1 << 24]) {
      const { counters } = readCsv([file], { rangeBytes }, { columns: [] });
      expect(counters.reduce((sum, { rows }) => sum + rows, 0)).toBe(numRows + 1);
    }
  }
});
