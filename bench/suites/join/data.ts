import { join } from "node:path";
import { root } from "../../src/paths.ts";
import type { DataFolder, DataSet } from "../../src/suite.ts";

/** The seed of the tables. */
const j1Seed = 43;

/** Primes: steps of one visit every number of a range once, in an order far from the first. */
const keyStride = 6_700_417;
const rowStride = 15_485_863;

/** A share of this size of the keys on each side is not on the other side. */
const STRANGERS = 10;

/** Keys of one kind: so many on each side, nine of ten common to both. */
interface KeyRange {
  readonly column: string;
  readonly count: number;
}

/** The key of a place: 0 to 0.9 n are on both sides, to n on the left one alone, to 1.1 n on the right one alone. */
function keyAt({ count }: KeyRange, place: string): string {
  const all = count + Math.floor(count / STRANGERS);
  return `(((${place})::bigint * ${keyStride} + ${j1Seed}) % ${all} + 1)::integer`;
}

/** The place of the j-th key of the right side. */
function rightPlace({ count }: KeyRange, j: string): string {
  const strangers = Math.floor(count / STRANGERS);
  return `case when ${j} < ${count - strangers} then ${j} else ${j} + ${strangers} end`;
}

function roll(n: number, salt: number): string {
  return `(hash(i * 1000 + ${j1Seed * 16 + salt}) % ${n})::bigint`;
}

/** Every number below n once, in no order. */
function shuffled(n: number): string {
  return `((i * ${rowStride} + ${j1Seed}) % ${n})`;
}

function money(salt: number): string {
  return `round(${roll(100_000_000, salt)} / 1e6, 6)`;
}

/** Columns of keys, and the same keys as text after them: id1 → id4, id2 → id5, id3 → id6. */
function keysAndTexts(keys: readonly (readonly [KeyRange, string])[]): string[] {
  const texts = ["id4", "id5", "id6"];
  return [
    ...keys.map(([range, place]) => `${keyAt(range, place)} as ${range.column}`),
    ...keys.map(([range], i) => `'id' || ${range.column} as ${texts[i]!}`),
  ];
}

/**
 * SQL of db-benchmark's tables for its join questions (J1, no nulls, not sorted): "x" of n rows; "small", "medium" and
 * "big" of n / 1e6, n / 1e3 and n rows with unique keys, of which nine of ten occur in x.
 */
export function j1Statements(rows: number): Readonly<Record<string, string>> {
  const range = (column: string, divisor: number): KeyRange => ({
    column,
    count: Math.max(STRANGERS, Math.floor(rows / divisor)),
  });
  const [id1, id2, id3] = [range("id1", 1e6), range("id2", 1e3), range("id3", 1)];
  const any = (key: KeyRange, salt: number): readonly [KeyRange, string] => [key, roll(key.count, salt)];
  const anyRight = (key: KeyRange, salt: number): readonly [KeyRange, string] => [
    key,
    rightPlace(key, roll(key.count, salt)),
  ];
  const each = (key: KeyRange): readonly [KeyRange, string] => [key, rightPlace(key, shuffled(key.count))];
  const select = (columns: readonly string[], count: number): string =>
    `select ${columns.join(", ")} from range(${count}) t(i)`;
  const left = keysAndTexts([any(id1, 1), any(id2, 2), [id3, shuffled(id3.count)]]);
  return {
    x: select([...left, `${money(3)} as v1`], rows),
    small: select([...keysAndTexts([each(id1)]), `${money(4)} as v2`], id1.count),
    medium: select([...keysAndTexts([anyRight(id1, 5), each(id2)]), `${money(6)} as v2`], id2.count),
    big: select([...keysAndTexts([anyRight(id1, 7), anyRight(id2, 8), each(id3)]), `${money(9)} as v2`], id3.count),
  };
}

/** The four tables as Parquet, as pyarrow writes it by default; made batch by batch. */
export async function joinData(rows: number, folder: DataFolder): Promise<DataSet> {
  const statements = Object.entries(j1Statements(rows));
  const path = await folder.make(`j1-${rows}`, async (target, tools) => {
    const python = await tools.program("python", ["duckdb", "pyarrow"]);
    for (const [name, sql] of statements) {
      await tools.run(python, [join(root, "bench/python/write_parquet.py"), sql, join(target, `${name}.parquet`)]);
    }
  });
  return {
    tables: statements.map(([name]) => ({ name, format: "parquet", path: join(path, `${name}.parquet`) })),
    seeds: { j1: j1Seed },
  };
}
