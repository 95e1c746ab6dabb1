import type { DataType, FrameData } from "@millrace/core";
import {
  Boolean as BooleanType,
  buildColumn,
  columnReader,
  Date as DateType,
  Decimal,
  Field,
  Float32,
  Float64,
  frameFromColumns,
  Int8,
  Int64,
  Null,
  Schema,
  String as StringType,
  UInt64,
} from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import {
  AggregateExpr,
  AggregateNode,
  CallExpr,
  ColumnExpr,
  FilterNode,
  LiteralExpr,
  NamedExpr,
  ScanNode,
  UniqueNode,
} from "@millrace/plan";
import { afterEach, describe, expect, test } from "vitest";
import { collect, collectSync, profile, setEngineTuning } from "../../index.ts";

type Value = string | number | bigint | null;
type Row = Readonly<Record<string, Value>>;

const columns: Readonly<Record<string, DataType>> = {
  k: StringType,
  g: Int64,
  s: StringType,
  x: Float64,
  f: Float32,
  n: Int64,
};

function frameOf(rows: readonly Row[]): FrameData {
  const names = Object.keys(columns);
  const schema = Schema(names.map((name) => Field(name, columns[name] ?? Int64)));
  const data = schema.fields.map(({ name, type }) =>
    buildColumn(
      name,
      type,
      rows.map((row) => row[name] ?? null),
    ),
  );
  return frameFromColumns(schema, data, rows.length);
}

function scan(data: FrameData): LogicalPlan {
  const source = { kind: "frame", data, label: "frame" } as const;
  return ScanNode({ source, sourceSchema: data.schema });
}

/** [name, function, column]; a function without a column has no argument. */
type Call = readonly [string, string, string?];

function group(data: FrameData, keys: readonly string[], calls: readonly Call[]): LogicalPlan {
  return AggregateNode({
    input: scan(data),
    keys: keys.map((key) => NamedExpr(key, ColumnExpr(key))),
    aggregates: calls.map(([name, called, column]) =>
      NamedExpr(name, AggregateExpr(called, column === undefined ? [] : [ColumnExpr(column)])),
    ),
  });
}

function rowsOf(frame: FrameData): Row[] {
  return frame.chunks.flatMap((chunk) => {
    const readers = frame.schema.fields.map(({ name, type }, i) => {
      const column = chunk.columns[i];
      if (column === undefined) throw new TypeError(`No column ${name}`);
      return [name, columnReader(type, column, chunk.numRows)] as const;
    });
    return Array.from({ length: chunk.numRows }, (_, row) =>
      Object.fromEntries(readers.map(([name, read]) => [name, read(row) as Value])),
    );
  });
}

const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b));
  if (sorted.length === 0) return null;
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)].map(
    (i) => sorted[i] ?? Number.NaN,
  ) as [number, number];
  // Zero has one sign.
  return (low === high ? low : low + (high - low) * 0.5) + 0;
}

/** What the calls of `calls` give for the rows of one group. */
function expected(rows: readonly Row[]): Row {
  const column = <T extends Value>(name: string): T[] => rows.map((row) => (row[name] ?? null) as T);
  const texts = column<string | null>("s");
  const present = texts.filter((text) => text !== null).toSorted(compareText);
  const canonical = (value: Value): Value => (value === 0 ? 0 : value);
  return {
    least: present[0] ?? null,
    most: present.at(-1) ?? null,
    first: texts[0] ?? null,
    last: texts.at(-1) ?? null,
    texts: new Set(texts).size,
    floats: new Set(column("x").map(canonical)).size,
    middle: medianOf(column<number | null>("x").filter((value) => value !== null)),
    narrow: medianOf(column<number | null>("f").filter((value) => value !== null)),
    whole: medianOf(
      column<bigint | null>("n")
        .filter((value) => value !== null)
        .map(Number),
    ),
    sum: column<bigint | null>("n").reduce<bigint>((sum, value) => sum + (value ?? 0n), 0n),
    length: rows.length,
  };
}

const calls: readonly Call[] = [
  ["least", "min", "s"],
  ["most", "max", "s"],
  ["first", "first", "s"],
  ["last", "last", "s"],
  ["texts", "nUnique", "s"],
  ["floats", "nUnique", "x"],
  ["middle", "median", "x"],
  ["narrow", "median", "f"],
  ["whole", "median", "n"],
  ["sum", "sum", "n"],
  ["length", "len"],
];

/** Rows of many shapes: long and short strings, nulls, NaN, both zeros, negative and large numbers. */
function makeRows(length: number, groups: number): Row[] {
  let state = 12345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const specials = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, -1e300, 1e-310];
  return Array.from({ length }, (_, i): Row => {
    const g = random(groups);
    const text = random(3) === 0 ? `a long text that is not inline ${random(50)}` : `ü${random(40)}`;
    return {
      k: g % 7 === 0 ? null : `key ${g % 3 === 0 ? "with a long tail " : ""}${g}`,
      g: g % 5 === 4 ? null : BigInt(g),
      s: random(6) === 0 ? null : text,
      x: random(9) === 0 ? null : random(8) === 0 ? (specials[random(specials.length)] ?? 0) : random(2000) / 8 - 100,
      f: random(4) === 0 ? null : random(64) / 4 - 3,
      n: random(5) === 0 ? null : BigInt(random(1000) - 500 + (i % 2) * 1_000_000),
    };
  });
}

function expectedGroups(rows: readonly Row[], keys: readonly string[]): Map<string, Row> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyText(row, keys);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return new Map([...groups].map(([key, members]) => [key, expected(members)]));
}

function keyText(row: Row, keys: readonly string[]): string {
  return keys.map((key) => `${typeof row[key]} ${row[key]}`).join("|");
}

function check(actual: FrameData, rows: readonly Row[], keys: readonly string[]): void {
  const wanted = expectedGroups(rows, keys);
  const found = new Map(
    rowsOf(actual).map((row) => [
      keyText(row, keys),
      Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name))),
    ]),
  );
  expect(actual.numRows).toBe(wanted.size);
  expect(found).toEqual(wanted);
}

afterEach(() => {
  setEngineTuning({});
});

describe("aggregates that need their values", () => {
  const rows = makeRows(30_000, 400);
  const data = frameOf(rows);
  const plan = group(data, ["k", "g"], calls);

  test("of many groups, in one slot and in two", async () => {
    const alone = collectSync(plan);
    check(alone, rows, ["k", "g"]);
    const together = await collect(plan, { threads: 2 });
    expect(rowsOf(together)).toEqual(rowsOf(alone));
  });

  test("of more groups than a directory begins with", () => {
    const length = 100_000;
    const many = Array.from({ length }, (_, i) => ({ g: BigInt(i % 90_000), x: i % 3 === 0 ? null : i / 8 }));
    const few: readonly Call[] = [
      ["middle", "median", "x"],
      ["floats", "nUnique", "x"],
    ];
    const found = rowsOf(collectSync(group(frameOf(many), ["g"], few)));
    expect(found.length).toBe(90_000);
    const byKey = new Map(found.map((row) => [row["g"], row]));
    expect(byKey.get(5n)).toEqual({ g: 5n, middle: (5 + 90_005) / 16, floats: 2 });
    expect(byKey.get(6n)).toEqual({ g: 6n, middle: null, floats: 1 });
    expect(byKey.get(89_999n)).toEqual({ g: 89_999n, middle: 89_999 / 8, floats: 1 });
  });

  test("of spilled rows", async () => {
    const inMemory = rowsOf(collectSync(plan));
    setEngineTuning({ stateLimit: 9_000_000 });
    const { data: spilled, profile: measured } = await profile(plan, { threads: 2 });
    expect(measured.spilledBytes).toBeGreaterThan(100_000);
    expect(rowsOf(spilled)).toEqual(inMemory);
  });

  test("where every hash is equal", () => {
    const few = makeRows(3000, 40);
    setEngineTuning({ equalHashes: true });
    check(collectSync(group(frameOf(few), ["k"], calls)), few, ["k"]);
  });

  test("without keys", async () => {
    check(collectSync(group(data, [], calls)), rows, []);
    check(await collect(group(data, [], calls), { threads: 2 }), rows, []);
    setEngineTuning({ stateLimit: 500_000 });
    check(await collect(group(data, [], calls), { threads: 2 }), rows, []);
  });

  test("of no rows", () => {
    expect(rowsOf(collectSync(group(frameOf([]), [], calls)))).toEqual([
      {
        ...{ least: null, most: null, first: null, last: null, texts: 0, floats: 0 },
        ...{ middle: null, narrow: null, whole: null, sum: 0n, length: 0 },
      },
    ]);
    expect(collectSync(group(frameOf([]), ["k"], calls)).numRows).toBe(0);
  });
});

describe("a median", () => {
  const median = (values: readonly (number | null)[]): Value => {
    const data = frameOf(values.map((x) => ({ x })));
    return rowsOf(collectSync(group(data, [], [["m", "median", "x"]])))[0]?.["m"] ?? null;
  };

  test("puts NaN last and infinities in their places", () => {
    expect(median([Number.NaN, 1, 2])).toBe(2);
    expect(median([Number.NaN, Number.NaN, 1])).toBeNaN();
    expect(median([-Infinity, -5, -0, 3])).toBe(-2.5);
    expect(median([-Infinity, Infinity])).toBeNaN();
    expect(median([Infinity, Infinity])).toBe(Infinity);
    expect(median([-1.7e308, 1.7e308])).toBe(0);
    expect(median([null, null])).toBeNull();
    expect(median([null, 7])).toBe(7);
  });

  test("of one group of many values narrows them down", () => {
    const length = 200_001;
    const values = Array.from({ length }, (_, i) => ((i * 7919) % length) - 50_000.5);
    expect(median(values)).toBe(49_999.5);
    expect(median([...values, 1e9])).toBe(50_000);
    expect(median(values.map((value) => (value < 40_000 ? 3 : value)))).toBe(49_999.5);
    expect(median(values.map(() => 2.25))).toBe(2.25);
  });
});

test("values of every kind are counted and have a middle", () => {
  const types: readonly (readonly [DataType, readonly unknown[], number, number | null])[] = [
    [Int8, [3, -2, null, 3], 3, 3],
    [UInt64, [2n ** 63n, 1n, 1n], 2, 1],
    [Decimal(10, 2), ["1.50", "2.00", "1.50", null], 3, 1.5],
    [BooleanType, [true, false, true, true], 2, 1],
    [Null, [null, null], 1, null],
    [Float32, [0.5, Number.NaN, Number.NaN, -0, 0], 3, 0.5],
  ];
  for (const [type, values, different, middle] of types) {
    const column = buildColumn("x", type, values as Parameters<typeof buildColumn>[2]);
    const data = frameFromColumns(Schema([Field("x", type)]), [column], values.length);
    const calls: readonly Call[] = [
      ["different", "nUnique", "x"],
      ["middle", "median", "x"],
    ];
    expect(rowsOf(collectSync(group(data, [], calls)))).toEqual([{ different, middle }]);
  }
  const days = [5, 5, 7].map((day) => new Date(day * 86_400_000));
  const data = frameFromColumns(Schema([Field("x", DateType)]), [buildColumn("x", DateType, days)], 3);
  expect(rowsOf(collectSync(group(data, [], [["different", "nUnique", "x"]])))).toEqual([{ different: 2 }]);
});

test("what follows sees the results as columns", () => {
  const data = frameOf(makeRows(3000, 30));
  const aggregates = [
    NamedExpr("spread", CallExpr("sub", [AggregateExpr("median", [ColumnExpr("f")]), LiteralExpr(1, Float64)])),
    NamedExpr("middle", AggregateExpr("median", [ColumnExpr("f")])),
    NamedExpr("least", AggregateExpr("min", [ColumnExpr("s")])),
  ];
  const grouped = AggregateNode({ input: scan(data), keys: [NamedExpr("g", ColumnExpr("g"))], aggregates });
  const large = FilterNode(grouped, CallExpr("gt", [ColumnExpr("middle"), LiteralExpr(4.5, Float64)]));
  const all = rowsOf(collectSync(grouped));
  const kept = rowsOf(collectSync(large));
  expect(kept).toEqual(all.filter(({ middle }) => typeof middle === "number" && middle > 4.5));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(all.length);
  for (const { spread, middle } of all) expect(spread).toBeCloseTo(Number(middle) - 1, 5);
});

test("unique keeps the strings of the first or the last row", () => {
  const rows = makeRows(5000, 60);
  for (const keep of ["first", "last"] as const) {
    const plan = UniqueNode({ input: scan(frameOf(rows)), subset: ["g"], keep, maintainOrder: true });
    const kept = new Map<Value, Row>();
    for (const row of rows) if (keep === "last" || !kept.has(row["g"] ?? null)) kept.set(row["g"] ?? null, row);
    const found = rowsOf(collectSync(plan));
    expect(found.length).toBe(kept.size);
    expect(new Map(found.map((row) => [row["g"], row["s"]]))).toEqual(
      new Map([...kept].map(([g, row]) => [g, row["s"]])),
    );
  }
});
