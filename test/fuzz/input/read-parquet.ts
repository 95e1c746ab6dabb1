import { setEngineTuning } from "@millrace/engine";
import type { Random } from "@millrace/testkit";
import type { DataFrame, QueryOptions } from "millrace";
import { col, len, scanParquet } from "millrace";
import { firstDifference, rowsOfFrame } from "./rows.ts";

/** How every query of the fuzzer runs. */
export const queryOptions: QueryOptions = { threads: 2, memoryLimit: "384MB" };

/** Another way to the rows of a file, or to a part of them, that must agree with reading it whole. */
interface Way {
  readonly name: string;
  readonly read: (path: string, columns: readonly string[], random: Random) => Promise<DataFrame>;
  /** The rows that it must find, of those that were read whole. */
  readonly expect: (rows: readonly unknown[][], frame: DataFrame) => readonly unknown[][];
}

const all: Way["expect"] = (rows) => rows;

const ways: readonly Way[] = [
  { name: "flat", read: (path) => tuned({ flatColumns: true }, path), expect: all },
  { name: "batches of one row", read: (path) => tuned({ batchRows: 1 }, path), expect: all },
  { name: "batches of 7 rows", read: (path) => tuned({ batchRows: 7 }, path), expect: all },
  {
    name: "some columns",
    read: (path, columns, random) =>
      scanParquet(path)
        .select(...random.sample(columns, random.int(1, columns.length)))
        .collect(queryOptions),
    expect: (rows) => rows,
  },
  { name: "head", read: (path) => scanParquet(path).head(5).collect(queryOptions), expect: (rows) => rows.slice(0, 5) },
  {
    name: "slice",
    read: (path) => scanParquet(path).slice(120, 100).collect(queryOptions),
    expect: (rows) => rows.slice(120, 220),
  },
  {
    name: "len",
    read: (path) => scanParquet(path).select(len()).collect(queryOptions),
    expect: (rows) => [[rows.length]],
  },
];

async function tuned(tuning: Parameters<typeof setEngineTuning>[0], path: string): Promise<DataFrame> {
  setEngineTuning(tuning);
  try {
    return await scanParquet(path).collect(queryOptions);
  } finally {
    setEngineTuning({});
  }
}

/** Reads a Parquet file whole and in another way; returns what is wrong, or null. Throws the reader's error. */
export async function readParquetTwice(path: string, random: Random): Promise<string | null> {
  const way = random.pick(ways);
  if (random.chance(0.2)) return readPruned(path, random);
  const whole = await scanParquet(path).collect(queryOptions);
  const columns = whole.columns;
  if (columns.length === 0) return null;
  const part = await way.read(path, columns, random);
  const rows = rowsOfFrame(whole);
  const wanted = way.expect(rows, part);
  const shown =
    way.name === "some columns" ? wanted.map((row) => part.columns.map((name) => row[columns.indexOf(name)])) : wanted;
  const difference = firstDifference(shown, rowsOfFrame(part));
  return difference === null ? null : `read by ${way.name}: ${difference}`;
}

/** Reads with a filter, which prunes by bounds that may be wrong: whatever passes must pass the filter. */
async function readPruned(path: string, random: Random): Promise<string | null> {
  const schema = await scanParquet(path).collectSchema();
  if (schema.fields.length === 0) return null;
  const { name, type } = random.pick(schema.fields);
  const one = await scanParquet(path).select(name).slice(random.int(0, 200), 1).collect(queryOptions);
  const value = one.height === 0 ? null : (one.column(name).toArray()[0] ?? null);
  // Decimals come as text, which is compared with decimals only where it is meant.
  if (type.kind === "decimal" || type.kind === "categorical") return null;
  const test = value === null ? col(name).isNull() : col(name).eq(value as never);
  const found = await scanParquet(path).filter(test).collect(queryOptions);
  const rows = rowsOfFrame(found.select(name));
  const wrong = rows.find(([other]) => firstDifference([[value]], [[other]]) !== null);
  return wrong === undefined ? null : `filtered by ${name} = ${String(value)}, but found ${String(wrong[0])}`;
}
