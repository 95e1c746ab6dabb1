import type { DataType } from "@millrace/core";
import {
  Date as DateType,
  Datetime,
  InvalidArgumentError,
  StrictCastError,
  String as StringType,
} from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, columns } from "../../testing/runner.ts";

const DAY_MS = 86_400_000;
const day = fc.integer({ min: -100_000_000, max: 100_000_000 });

describe("parts of dates", () => {
  it("agree with JavaScript's calendar", () => {
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 20 }), (days) => {
        const input = columns([DateType, days.map(BigInt)]);
        const dates = days.map((one) => new Date(one * DAY_MS));
        const big = (numbers: number[]) => numbers.map(BigInt);
        expect(call("dt.year", input)).toEqual(big(dates.map((date) => date.getUTCFullYear())));
        expect(call("dt.month", input)).toEqual(big(dates.map((date) => date.getUTCMonth() + 1)));
        expect(call("dt.day", input)).toEqual(big(dates.map((date) => date.getUTCDate())));
        expect(call("dt.weekday", input)).toEqual(big(dates.map((date) => date.getUTCDay() || 7)));
      }),
      { numRuns: 100 },
    );
  });

  it("are those of datetimes before 1970 too", () => {
    fc.assert(
      fc.property(fc.integer({ min: -8e15, max: 8e15 }), fc.integer({ min: 0, max: 999 }), (ms, rest) => {
        const date = new Date(ms);
        const input = columns([Datetime, [BigInt(ms) * 1000n + BigInt(rest)]]);
        const parts = ["dt.year", "dt.month", "dt.day", "dt.hour", "dt.minute", "dt.second", "dt.date"];
        const wanted = [
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
          Math.floor(ms / DAY_MS),
        ];
        expect(parts.map((name) => call(name, input)[0])).toEqual(wanted.map(BigInt));
      }),
      { numRuns: 60 },
    );
    expect(call("dt.year", columns([Datetime, [null]]))).toEqual([null]);
    expect(() => call("dt.hour", columns([DateType, [1n]]))).toThrow("dt.hour is not defined for Date");
  });
});

describe("dt.truncate", () => {
  const utc = (...parts: [number, number, number?, number?]) => BigInt(Date.UTC(...parts));
  it("finds the start of a period", () => {
    const at = [
      BigInt(Date.UTC(2024, 4, 16, 13, 45, 59)) * 1000n + 7n,
      BigInt(Date.UTC(1969, 10, 2, 1, 1)) * 1000n,
      null,
    ];
    const input = columns([Datetime, at]);
    const starts: Record<string, [bigint, bigint]> = {
      "1h": [utc(2024, 4, 16, 13), utc(1969, 10, 2, 1)],
      "1d": [utc(2024, 4, 16), utc(1969, 10, 2)],
      "1w": [utc(2024, 4, 13), utc(1969, 9, 27)],
      "1mo": [utc(2024, 4), utc(1969, 10)],
      "1q": [utc(2024, 3), utc(1969, 9)],
      "1y": [utc(2024, 0), utc(1969, 0)],
    };
    for (const [every, [a, b]] of Object.entries(starts)) {
      expect(call("dt.truncate", input, { every }), every).toEqual([a * 1000n, b * 1000n, null]);
    }
    expect(() => call("dt.truncate", columns([DateType, [1n]]), { every: "1h" })).toThrow("1d, 1mo");
  });
});

describe("parsing", () => {
  const parse = (
    name: string,
    texts: LiteralValue[],
    format: string | null,
    strict = false,
    type: DataType = StringType,
  ) => call(name, columns([type, texts]), { format, strict });

  it("follows a format", () => {
    const noon = BigInt(Date.UTC(2024, 1, 29, 12, 5, 9)) * 1000n;
    const cases: [string, string, bigint | null][] = [
      ["2024-02-29 12:05:09", "%Y-%m-%d %H:%M:%S", noon],
      ["2024-02-29T12:05:09.25", "%FT%T%.f", noon + 250000n],
      ["29/02/24 12:05:09", "%d/%m/%y %H:%M:%S", noon],
      ["060-2024 12:05:09", "%j-%Y %T", noon],
      ["Feb 29, 2024 12:05:09 PM", "%b %d, %Y %I:%M:%S %p", noon],
      ["29 February 2024 120509.000001", "%d %B %Y %H%M%S.%f", noon + 1n],
      ["2024-02-29 14:05:09+0200", "%Y-%m-%d %H:%M:%S%z", noon],
      ["100%2024-02-29", "100%%%F", noon - 43509000000n],
      ["2023-02-29", "%Y-%m-%d", null],
      ["2024-13-01", "%Y-%m-%d", null],
      ["2024-02-29 ", "%Y-%m-%d", null],
      ["2024-02-29 25:00", "%Y-%m-%d %H:%M", null],
      ["", "%Y", null],
    ];
    for (const [text, format, wanted] of cases) {
      expect(parse("str.toDatetime", [text], format), `${text} as ${format}`).toEqual([wanted]);
    }
    expect(parse("str.toDate", ["31.12.1969", "x", null], "%d.%m.%Y")).toEqual([-1n, null, null]);
  });

  it("takes ISO 8601 without one", () => {
    expect(parse("str.toDate", ["2024-02-29", "2024-02-30"], null)).toEqual([19782n, null]);
    expect(parse("str.toDatetime", ["1970-01-01T00:00:01.5Z"], null)).toEqual([1500000n]);
  });

  it("fails where it is strict, but not for a null", () => {
    expect(() => parse("str.toDate", ["2024-02-29", "soon"], null, true)).toThrow(StrictCastError);
    expect(parse("str.toDate", [null, "2024-02-29"], null, true)).toEqual([null, 19782n]);
    const wanted = 'Could not read the value "a" as Datetime(us) by the format "%Y"';
    expect(() => parse("str.toDatetime", ["a"], "%Y", true)).toThrow(wanted);
    expect(() => parse("str.toDate", ["a"], null, true)).toThrow('the value "a" as Date by ISO 8601');
  });

  it("knows no other directives", () => {
    for (const [format, directive] of [
      ["%Y-%Q", "%Q"],
      ["%.3f", "%.3"],
      ["%Y%.", "%."],
      ["%%%y%k", "%k"],
    ]) {
      const resolve = (): unknown => parse("str.toDatetime", ["a"], format!);
      expect(resolve, format).toThrow(InvalidArgumentError);
      expect(resolve, format).toThrow(`no directive "${directive}" in the format "${format}". The directives are: %Y`);
    }
    expect(parse("str.toDate", ["100%"], "%j0%")).toEqual([null]);
  });
});
