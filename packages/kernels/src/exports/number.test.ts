import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NumberKernels } from "./number.ts";

const memory = new WebAssembly.Memory({ initial: 32, maximum: 65_536, shared: true });
const binary = readFileSync(join(import.meta.dirname, "../../build/kernels.wasm"));
const kernels = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } })
  .exports as unknown as NumberKernels;
const bytes = new Uint8Array(memory.buffer);
const view = new DataView(memory.buffer);
const TEXT = 1 << 20;
const OUT = TEXT + (1 << 16);

/** Puts the text into memory and calls the parser on it; null when the parser refuses it. */
function parsed<T>(text: string, parse: (ptr: number, len: number, out: number) => number, read: () => T): T | null {
  const encoded = new TextEncoder().encode(text);
  bytes.fill(0x39, TEXT, TEXT + encoded.length + 32); // what follows the text looks like more digits
  bytes.set(encoded, TEXT);
  return parse(TEXT, encoded.length, OUT) === 1 ? read() : null;
}

const i64 = (text: string) => parsed(text, kernels.parse_i64, () => view.getBigInt64(OUT, true));
const u64 = (text: string) => parsed(text, kernels.parse_u64, () => view.getBigUint64(OUT, true));
const f64 = (text: string) => parsed(text, kernels.parse_f64, () => view.getFloat64(OUT, true));
const f32 = (text: string) => parsed(text, kernels.parse_f32, () => view.getFloat32(OUT, true));
const decimal = (text: string, scale: number) =>
  parsed(
    text,
    (p, l, o) => kernels.parse_decimal(p, l, scale, o),
    () => view.getBigInt64(OUT, true),
  );
const date = (text: string) => parsed(text, kernels.parse_date, () => view.getInt32(OUT, true));
const datetime = (text: string) => parsed(text, kernels.parse_datetime_us, () => view.getBigInt64(OUT, true));
const written = (length: number) => new TextDecoder().decode(bytes.slice(OUT, OUT + length));

/** A float64 of any bits. */
const anyBits = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((bits) => {
  view.setBigUint64(OUT, bits, true);
  return view.getFloat64(OUT, true);
});

/** The exact decimal expansion of the midpoint between a positive float64 and the next one. */
function midpointText(value: number): string {
  view.setFloat64(OUT, value, true);
  const bits = view.getBigUint64(OUT, true);
  const field = Number(bits >> 52n);
  const mantissa = (bits & 0xfffffffffffffn) | (field === 0 ? 0n : 1n << 52n);
  const exponent = (field === 0 ? -1074 : field - 1075) - 1;
  const twice = mantissa * 2n + 1n;
  if (exponent >= 0) return String(twice << BigInt(exponent));
  const digits = String(twice * 5n ** BigInt(-exponent)).padStart(-exponent + 1, "0");
  return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

describe("integers", () => {
  test.each(["0", "-0", "+7", "9223372036854775807", "-9223372036854775808", "0000000000000000000000012"])(
    "%s is an i64",
    (text) => expect(i64(text)).toBe(BigInt(text)),
  );
  test.each(["", "-", "+", "1a", " 1", "1.0", "9223372036854775808", "-9223372036854775809", "18446744073709551617"])(
    "%j is no i64",
    (text) => expect(i64(text)).toBeNull(),
  );
  test("a u64 ends at 2^64 - 1", () => {
    expect(u64("18446744073709551615")).toBe(18446744073709551615n);
    expect(u64("18446744073709551616")).toBeNull();
    expect(u64("18446744073709551620")).toBeNull();
    expect(u64("99999999999999999999")).toBeNull();
    expect(u64("-1")).toBeNull();
  });
  test("text and value agree both ways", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        expect(written(kernels.format_i64(value, OUT))).toBe(String(value));
        expect(i64(String(value))).toBe(value);
        const unsigned = BigInt.asUintN(64, value);
        expect(written(kernels.format_u64(unsigned, OUT))).toBe(String(unsigned));
      }),
    );
    for (let n = 1n; n < 1n << 64n; n *= 10n) {
      expect(written(kernels.format_u64(n, OUT))).toBe(String(n));
      expect(written(kernels.format_u64(n - 1n, OUT))).toBe(String(n - 1n));
    }
  });
});

describe("reading floats", () => {
  test.each([
    ..."0 -0 1 1. .5 1e3 1E-3 1e+3 123456789012345678901234567890 1e400 -1e400 1e-400 4.9e-324 2.4703282292062327e-324".split(
      " ",
    ),
    ..."2.4703282292062328e-324 2.2250738585072011e-308 1.7976931348623157e308 1.7976931348623159e308".split(" "),
    ..."9007199254740993 9007199254740992.999999999999999999 9007199254740993.00000000000000000001".split(" "),
    ..."8.589973e9 1e23 6.02214076e23 0.1 0.3 7.2057594037927933e16 1e99999999999 0e99999999999".split(" "),
    `${"0".repeat(400)}.${"0".repeat(400)}1e390`,
    `1${"0".repeat(400)}e-400`,
  ])("%s rounds as it should", (text) => expect(f64(text)).toBe(Number(text)));

  test("the spellings of the special values", () => {
    expect(f64("NaN")).toBeNaN();
    expect(f64("-inf")).toBe(-Infinity);
    expect(f64("+Infinity")).toBe(Infinity);
  });
  test.each(["", "-", ".", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "infinit", "na", "0x10", "1_0", "--1", "1e5.5"])(
    "%j is no float",
    (text) => expect(f64(text)).toBeNull(),
  );

  test("any float's own text reads back the same", () => {
    fc.assert(
      fc.property(anyBits, (value) => {
        if (Number.isNaN(value)) return;
        expect(f64(String(value))).toBe(value);
        if (Number.isFinite(value)) {
          for (const digits of [17, 25, 60]) {
            const text = value.toPrecision(digits);
            expect(f64(text)).toBe(Number(text));
          }
        }
        expect(f32(String(value))).toBe(Math.fround(value));
      }),
      { numRuns: 1000 },
    );
  });

  test("midpoints and their neighbours, to the last digit", () => {
    const check = (value: number) => {
      if (!(value >= 0) || value === Infinity) return;
      const text = midpointText(value);
      const dotted = text.includes(".") ? text : `${text}.`;
      for (const case_ of [text, `${dotted}${"0".repeat(30)}1`, `${dotted}${"0".repeat(30)}`, below(text)]) {
        expect(f64(case_)).toBe(Number(case_));
        expect(f64(`${case_}e0`)).toBe(Number(case_));
      }
      expect(f64(shifted(text, 300))).toBe(Number(text));
    };
    for (const value of [0, 5e-324, 2 ** -1022, 1, 2 ** 53, 2 ** 60, 1e22, 1e23, 1e300, Number.MAX_VALUE]) check(value);
    fc.assert(fc.property(anyBits.map(Math.abs), check), { numRuns: 500 });
  });
});

test("midpoints of float32", () => {
  const float = fc.float({ min: Math.fround(1e-5), max: Math.fround(1e10), noNaN: true });
  fc.assert(
    fc.property(float, (value) => {
      view.setFloat32(OUT, value, true);
      const bits = view.getUint32(OUT, true);
      view.setUint32(OUT, bits + 1, true);
      const next = view.getFloat32(OUT, true);
      const middle = ((value + next) / 2).toPrecision(100);
      expect(f32(middle)).toBe(bits % 2 === 0 ? value : next);
      expect(f32(middle.replace(/(e|$)/, "0000001$1"))).toBe(next);
      expect(f32(below(middle))).toBe(value);
    }),
  );
});

test("the table of powers is what its head says", () => {
  const source = readFileSync(join(import.meta.dirname, "../../assembly/number/power-table.ts"), "utf8");
  const words = [...source.matchAll(/0x[0-9a-f]{16}/g)].map((match) => BigInt(match[0]));
  expect(words.length).toBe(2 * 667);
  for (let q = -342; q <= 324; q++) {
    const index = 2 * (q + 342);
    const power = 5n ** BigInt(Math.abs(q));
    const length = BigInt(power.toString(2).length);
    const isPowerOfTwo = q === 0;
    const expected =
      q >= 0
        ? length > 128n
          ? power >> (length - 128n)
          : power << (128n - length)
        : (1n << (length - (isPowerOfTwo ? 1n : 0n) + 127n)) / power + (q >= -27 ? 1n : 0n);
    expect(((words[index] ?? 0n) << 64n) | (words[index + 1] ?? 0n), `5^${q}`).toBe(expected);
  }
});

/** A text a little below: the last nonzero digit less by one, then nines. */
function below(text: string): string {
  const last = text.search(/[1-9](?=[0.]*$)/);
  const head = text.slice(0, last) + String(Number(text[last]) - 1);
  const tail = text.slice(last + 1).replace(/0/g, "9");
  return head + tail + (text.includes(".") ? "9999" : ".9999");
}

/** The same number with its digits behind the point and an exponent to make up for it. */
function shifted(text: string, places: number): string {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole.padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}${fraction}e${places}`;
}

describe("writing floats", () => {
  test.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [-1.5, "-1.5"],
    [0.1, "0.1"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e16"],
    [1e20, "1e20"],
    [1.5e300, "1.5e300"],
    [123456.789, "123456.789"],
    [0.00001, "0.00001"],
    [0.000001, "1e-6"],
    [1.25e-7, "1.25e-7"],
    [5e-324, "5e-324"],
    [Number.MAX_VALUE, "1.7976931348623157e308"],
    [2 ** 53, "9007199254740992.0"],
    [NaN, "NaN"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
  ])("%d is %s", (value, text) => expect(written(kernels.format_f64(value, OUT))).toBe(text));

  test("no text is longer than JavaScript's, and every one reads back", () => {
    const digitsOf = (text: string) =>
      text
        .replace(/e.*$/, "")
        .replace(/[-.]/g, "")
        .replace(/^0+|0+$/g, "");
    const check = (value: number) => {
      if (!Number.isFinite(value)) return;
      const text = written(kernels.format_f64(value, OUT));
      expect(Number(text)).toBe(value);
      expect(digitsOf(text)).toBe(digitsOf(String(value)));
    };
    fc.assert(fc.property(anyBits, check), { numRuns: 2000 });
    for (let exponent = -1074; exponent < 1024; exponent++) check(2 ** exponent);
    for (let exponent = -323; exponent < 309; exponent++) check(Number(`1e${exponent}`));
  });

  test("numbers of few digits behind the point, and their neighbours, have JavaScript's text with a point in it", () => {
    const check = (value: number): void => {
      const text = String(value);
      if (!(Math.abs(value) >= 1e-5 && Math.abs(value) < 1e16)) return;
      expect(written(kernels.format_f64(value, OUT))).toBe(text.includes(".") ? text : `${text}.0`);
    };
    const decimals = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(decimals, ([digits, dropped, places]) => {
        const value = Number(`${Math.trunc(digits / 10 ** dropped)}e-${places}`);
        const bits = new BigInt64Array(new Float64Array([value]).buffer);
        check(value);
        for (const step of [-1n, 1n, 2n]) check(new Float64Array(new BigInt64Array([bits[0]! + step]).buffer)[0]!);
      }),
      { numRuns: 3000 },
    );
    for (let i = 1; i < 2000; i++) for (const unit of [1e-6, 1e-5, 1e-3, 0.01, 1, 1e4, 1e6]) check(i * unit);
  });

  test("a float32 has its own shortest text", () => {
    expect(written(kernels.format_f32(Math.fround(0.1), OUT))).toBe("0.1");
    expect(written(kernels.format_f32(Math.fround(3.4028235e38), OUT))).toBe("3.4028235e38");
    expect(written(kernels.format_f32(16777216, OUT))).toBe("16777216.0");
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = written(kernels.format_f32(value, OUT));
        expect(Math.fround(Number(text))).toBe(value);
        expect(f32(text)).toBe(value);
        const digits = text
          .replace(/e.*$/, "")
          .replace(/[-.]/g, "")
          .replace(/^0+|0+$/g, "").length;
        if (digits > 1) expect(Math.fround(Number(value.toPrecision(digits - 1)))).not.toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("decimals", () => {
  test.each([
    ["12.34", 2, 1234n],
    ["-12.345", 2, -1235n],
    ["12.3449999", 2, 1234n],
    ["7", 3, 7000n],
    [".5", 1, 5n],
    ["5.", 0, 5n],
    ["999999999999999999", 0, 999999999999999999n],
  ])("%s at scale %i", (text, scale, value) => expect(decimal(text, scale)).toBe(value));
  test.each(["", ".", "1e3", "1,5", "1000000000000000000", "999999999999999999.5"])("%j is none", (text) =>
    expect(decimal(text, 0)).toBeNull(),
  );
});

describe("dates", () => {
  test("every day of some centuries", () => {
    for (let day = -800_000; day < 2_900_000; day += 1) {
      if (day < 0 ? day < -719_528 : false) continue;
      if (day % 97 !== 0) continue;
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (text.startsWith("+")) break;
      expect(date(text)).toBe(day);
    }
  });
  test.each([
    "2023-02-29",
    "1900-02-29",
    "2023-13-01",
    "2023-00-01",
    "2023-04-31",
    "2023-4-1",
    "2023/04/01",
    "20230401",
  ])("%s is no date", (text) => expect(date(text)).toBeNull());
  test("the last days of the months", () => {
    for (const text of ["2024-02-29", "2000-02-29", "2023-01-31", "2023-07-31", "2023-08-31", "2023-12-31"]) {
      expect(date(text)).toBe(Date.parse(text) / 86_400_000);
    }
  });
  test.each([
    ["2024-03-01T12:34:56", "2024-03-01T12:34:56Z"],
    ["2024-03-01 12:34", "2024-03-01T12:34:00Z"],
    ["2024-03-01 12:34:56.789", "2024-03-01T12:34:56.789Z"],
    ["1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"],
    ["2024-03-01T12:34:56+02:30", "2024-03-01T10:04:56Z"],
    ["2024-03-01T12:34:56-0230", "2024-03-01T15:04:56Z"],
    ["2024-03-01", "2024-03-01T00:00:00Z"],
  ])("%s", (text, iso) => expect(datetime(text)).toBe(BigInt(Date.parse(iso)) * 1000n));
  test("microseconds", () => {
    expect(datetime("1970-01-01T00:00:00.123456789")).toBe(123456n);
  });
  test.each(["2024-03-01T", "2024-03-01T24:00", "2024-03-01T12:60", "2024-03-01T12:34:5", "2024-03-01T12:34:56.", "x"])(
    "%s is no time",
    (text) => expect(datetime(text)).toBeNull(),
  );
});

describe("the magnitude of numbers", () => {
  const large = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const some = fc.array(fc.oneof(large, fc.bigInt({ min: -100n, max: 100n })), { maxLength: 40 });
  const largest = (values: readonly bigint[]) =>
    values.reduce((most, value) => ((value < 0n ? -value : value) > most ? (value < 0n ? -value : value) : most), 0n);

  test("is no less than the largest and less than twice as much", () => {
    fc.assert(
      fc.property(some, fc.nat(60), (values, narrowing) => {
        const numbers = values.map((value) => value >> BigInt(narrowing));
        numbers.forEach((value, i) => {
          view.setBigInt64(OUT + i * 8, value, true);
        });
        const bound = kernels.number_magnitude(numbers.length, OUT);
        const rounding = 1 + 2 ** -50;
        expect(bound * rounding).toBeGreaterThanOrEqual(Number(largest(numbers)));
        expect(bound).toBeLessThanOrEqual(2 * Number(largest(numbers)) * rounding + 1);
      }),
    );
  });

  test("of selected rows sees those alone", () => {
    const numbers = [5n, -(2n ** 62n), 7n, 1000n, -3n];
    numbers.forEach((value, i) => {
      view.setBigInt64(OUT + i * 8, value, true);
    });
    [0, 2, 4].forEach((row, i) => {
      view.setUint32(TEXT + i * 4, row, true);
    });
    expect(kernels.number_magnitude_selected(3, TEXT, OUT)).toBe(8);
    expect(kernels.number_magnitude_selected(0, TEXT, OUT)).toBe(1);
    expect(kernels.number_magnitude(5, OUT)).toBe(2 ** 62);
  });
});
