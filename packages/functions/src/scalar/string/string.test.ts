import { Categorical, Int64, OutOfBoundsError, String as StringType, UnsupportedError } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { CallExpr, ColumnExpr, LiteralExpr } from "@millrace/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, columns, evaluate } from "../../testing/runner.ts";

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "ab"), maxLength: 60 }),
  fc.string({ unit: "grapheme-composite", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("a", "é", "字", "😀", " "), maxLength: 30 }),
);
const short = fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 3 });
const strings = (...values: readonly LiteralValue[][]) => columns(...values.map((one) => [StringType, one] as const));

describe("text predicates", () => {
  it("agree with JavaScript's", () => {
    fc.assert(
      fc.property(text, fc.oneof(short, text), (a, b) => {
        const both = strings([a, a + b, b + a, a + b + a], [b, b, b, b]);
        const rows = [a, a + b, b + a, a + b + a];
        expect(call("str.startsWith", both)).toEqual(rows.map((row) => row.startsWith(b)));
        expect(call("str.endsWith", both)).toEqual(rows.map((row) => row.endsWith(b)));
        expect(call("str.contains", both, { literal: true })).toEqual(rows.map((row) => row.includes(b)));
      }),
      { numRuns: 80 },
    );
  });

  it("match patterns", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "é", "%", "_"), maxLength: 8 });
    const subject = fc.string({ unit: fc.constantFrom("a", "é", "b"), maxLength: 10 });
    fc.assert(
      fc.property(subject, pattern, (a, p) => {
        const source = [...p].map((c) => (c === "%" ? "[^]*" : c === "_" ? "[^]" : c)).join("");
        expect(call("str.like", strings([a], [p]))).toEqual([new RegExp(`^${source}$`, "u").test(a)]);
      }),
      { numRuns: 200 },
    );
    expect(call("str.like", strings(["50%", "50x"], ["50\\%", "50\\%"]))).toEqual([true, false]);
  });

  it("match constant patterns, which are taken apart once", () => {
    const pattern = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "ab", "%", "é"), maxLength: 6 }),
      fc.string({ unit: fc.constantFrom("a", "b", "%", "_", "%%"), maxLength: 6 }),
      fc.string({ unit: fc.constantFrom("a", "%"), minLength: 20, maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), pattern, (rows, p) => {
        const source = [...p].map((c) => (c === "%" ? "[^]*" : c === "_" ? "[^]" : c)).join("");
        const like = CallExpr("str.like", [ColumnExpr("a"), LiteralExpr(p, StringType)]);
        const regex = new RegExp(`^${source}$`, "u");
        // The longest patterns take a regular expression exponential time.
        if (p.length < 20) expect(evaluate(like, strings(rows))).toEqual(rows.map((row) => regex.test(row)));
        else
          expect(evaluate(like, strings(rows))).toEqual(
            call(
              "str.like",
              strings(
                rows,
                rows.map(() => p),
              ),
            ),
          );
      }),
      { numRuns: 200 },
    );
    const escaped = CallExpr("str.like", [ColumnExpr("a"), LiteralExpr("50\\%", StringType)]);
    expect(evaluate(escaped, strings(["50%", "50x"]))).toEqual([true, false]);
  });

  it("refuse regular expressions and pass nulls on", () => {
    const input = strings(["a.b", null]);
    const containing = (pattern: string) =>
      CallExpr("str.contains", [ColumnExpr("a"), LiteralExpr(pattern, StringType)], { literal: false });
    expect(() => evaluate(containing("a.b"), input)).toThrow(UnsupportedError);
    expect(evaluate(containing("b"), input)).toEqual([true, null]);
    expect(call("str.startsWith", columns([Categorical, ["heart"]], [StringType, ["he"]]))).toEqual([true]);
  });
});

describe("parts of text", () => {
  it("have lengths", () => {
    fc.assert(
      fc.property(text, (a) => {
        expect(call("str.lenChars", strings([a]))).toEqual([BigInt([...a].length)]);
        expect(call("str.lenBytes", strings([a]))).toEqual([BigInt(Buffer.byteLength(a))]);
      }),
      { numRuns: 60 },
    );
  });

  it("are cut by characters", () => {
    const index = fc.bigInt({ min: -12n, max: 12n });
    fc.assert(
      fc.property(text, index, fc.bigInt({ min: 0n, max: 15n }), (a, offset, length) => {
        const chars = [...a];
        const from = Number(offset) < 0 ? chars.length + Number(offset) : Number(offset);
        const wanted = chars.slice(Math.max(0, from), Math.max(0, from + Number(length))).join("");
        expect(call("str.slice", columns([StringType, [a]], [Int64, [offset]], [Int64, [length]]))).toEqual([wanted]);
        expect(call("str.slice", columns([StringType, [a]], [Int64, [offset]]))).toEqual([
          chars.slice(Math.max(0, from)).join(""),
        ]);
      }),
      { numRuns: 150 },
    );
  });

  const part = (options: { readonly by: string; readonly nullOnOob: boolean }) =>
    CallExpr("list.get", [CallExpr("str.split", [ColumnExpr("a")], { by: options.by }), ColumnExpr("b")], {
      nullOnOob: options.nullOnOob,
    });

  it("are split off", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "-", "--", "long text without"), maxLength: 8 }),
        fc.constantFrom("-", "--", "a"),
        fc.integer({ min: -4, max: 4 }),
        (a, by, index) => {
          const wanted = a.split(by).at(index) ?? null;
          const input = columns([StringType, [a]], [Int64, [BigInt(index)]]);
          expect(evaluate(part({ by, nullOnOob: true }), input)).toEqual([wanted]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("that do not exist are errors or nulls", () => {
    const input = columns([StringType, ["a-b", null, "c"]], [Int64, [1n, 5n, null]]);
    expect(evaluate(part({ by: "-", nullOnOob: false }), input)).toEqual(["b", null, null]);
    const beyond = columns([StringType, ["a-b"]], [Int64, [2n]]);
    expect(evaluate(part({ by: "-", nullOnOob: true }), beyond)).toEqual([null]);
    expect(() => evaluate(part({ by: "-", nullOnOob: false }), beyond)).toThrow(OutOfBoundsError);
  });
});

describe("made text", () => {
  it("is joined", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(call("add", strings([a], [b]))).toEqual([a + b]);
        expect(call("concatStr", strings([a], [b], [a]), { separator: ", " })).toEqual([[a, b, a].join(", ")]);
      }),
      { numRuns: 60 },
    );
    const gaps = strings(["a", null, null], [null, null, "b"], ["c", null, "d"]);
    expect(call("concatStr", gaps, { separator: "-" })).toEqual([null, null, null]);
    expect(call("concatStr", gaps, { separator: "-", ignoreNulls: true })).toEqual(["a-c", "", "b-d"]);
    expect(call("concatStr", columns([Int64, [12n]], [StringType, ["x"]]), { separator: "" })).toEqual(["12x"]);
  });

  it("changes case", () => {
    const letters = "aZ09 éÉßÿŸñÑäÖΩωσςжЖёЁőŐžŽłŁ字😀İı";
    const sample = `${letters} and enough of it to be long`;
    const upper = [...sample].map((c) => (["ß", "ı"].includes(c) ? c : c.toUpperCase())).join("");
    const lower = [...sample].map((c) => (c === "İ" ? c : c.toLowerCase())).join("");
    expect(call("str.toUppercase", strings([sample, "abc", null]))).toEqual([upper, "ABC", null]);
    expect(call("str.toLowercase", strings([sample, "ABC", null]))).toEqual([lower, "abc", null]);
  });

  it("is stripped", () => {
    expect(call("str.stripChars", strings(["  a b\t\n", "\u00a0x\u3000", "", "   "]), { characters: null })).toEqual([
      "a b",
      "x",
      "",
      "",
    ]);
    expect(call("str.stripChars", strings(["éaxaé", "xx"]), { characters: "éa" })).toEqual(["x", "xx"]);
  });

  it("is replaced", () => {
    fc.assert(
      fc.property(text, short, short, (a, from, to) => {
        expect(call("str.replace", strings([a], [from], [to]), { literal: true })).toEqual([a.replace(from, () => to)]);
      }),
      { numRuns: 100 },
    );
  });
});
