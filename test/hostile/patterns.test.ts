import { col, DataFrame, InvalidArgumentError, MillraceError, scanCsv, UnsupportedError } from "millrace";
import { describe, expect, it } from "vitest";

// Patterns of text match in time that grows with the product of the lengths at most, never with a power of them.

const text = DataFrame({ text: ["a".repeat(20_000)] });

describe("hostile patterns of text end at once", { timeout: 10_000 }, () => {
  it.each([
    ["many wildcards", `${"%a".repeat(1000)}%b`, false],
    ["many wildcards that match", `${"%a".repeat(1000)}%`, true],
    ["wildcards alone", "%".repeat(20_000), true],
  ])("%s", async (_title, pattern, matches) => {
    const found = await text.lazy().filter(col("text").str.like(pattern)).collect();
    expect(found.height).toBe(matches ? 1 : 0);
  });

  it("no regular expression is ever run: it is text where that is asked for, else a typed error", async () => {
    const frame = DataFrame({ text: ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$"] });
    const pattern = "(a+)+$";
    const found = await frame
      .lazy()
      .filter(col("text").str.contains(pattern, { literal: true }))
      .collect();
    expect(found.toRecords()).toEqual([{ text: pattern }]);
    const query = frame.lazy().filter(col("text").str.contains(pattern));
    await expect(query.collect()).rejects.toThrow(UnsupportedError);
  });

  it("formats of dates are typed errors or read what they say", async () => {
    for (const format of ["%Y".repeat(5000), "%", "%Q", "%Y-%m-%d".padEnd(5000, "x"), "\0"]) {
      const parsed = DataFrame({ text: ["2024-01-02"] })
        .lazy()
        .select(col("text").str.toDate(format, { strict: false }));
      await parsed.collect().then(
        (frame) => expect(frame.height).toBe(1),
        (error: unknown) => expect(error).toBeInstanceOf(MillraceError),
      );
    }
  });

  it("paths of patterns are bounded", () => {
    expect(() => scanCsv("{1..99999999}.csv")).toThrow(InvalidArgumentError);
    expect(() => scanCsv(`${"{a,b}".repeat(40)}.csv`)).toThrow(/No such file/);
    expect(() => scanCsv("a\0*.csv")).toThrow(/No such file/);
  });
});
