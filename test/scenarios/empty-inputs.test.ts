import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameSchema, LazyFrame } from "millrace";
import {
  ColumnNotFoundError,
  col,
  concat,
  DataFrame,
  Datetime,
  Float64,
  Int64,
  len,
  lit,
  NoDataError,
  scanCsv,
  scanFrame,
  scanIterator,
  scanParquet,
  String as Text,
  typeName,
  when,
} from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
const schema = { id: Int64, group: Text, value: Float64, at: Datetime };
const empty = DataFrame({}, { schema });

beforeAll(async () => {
  await empty.writeParquet(join(folder, "empty.parquet"));
  writeFileSync(join(folder, "empty.csv"), "id,group,value,at\n");
});

const sources: Readonly<Record<string, () => LazyFrame>> = {
  frame: () => scanFrame(empty),
  Parquet: () => scanParquet(join(folder, "empty.parquet")),
  CSV: () => scanCsv(join(folder, "empty.csv"), { schema }),
  iterator: () => scanIterator([], schema),
};

const some = DataFrame({ id: [1n, 2n], group: ["a", null], value: [1, 2], at: [new Date(0), null] }, { schema }).lazy();

const verbs: Readonly<Record<string, (frame: LazyFrame) => LazyFrame>> = {
  filter: (frame) => frame.filter(col("value").gt(1)),
  select: (frame) => frame.select("id", col("value").mul(2).alias("double"), col("at").dt.year()),
  withColumns: (frame) => frame.withColumns(when(col("id").gt(1)).then(lit("x")).otherwise(lit("y")).alias("w")),
  drop: (frame) => frame.drop("value"),
  rename: (frame) => frame.rename({ value: "v" }),
  cast: (frame) => frame.select(col("id").cast(Text), col("value").cast(Int64)),
  groupBy: (frame) =>
    frame.groupBy("group").agg(len(), col("value").sum().alias("sum"), col("value").median(), col("at").max()),
  join: (frame) => frame.join(some, { on: "id" }),
  "left join": (frame) => frame.join(some, { on: "id", how: "left" }),
  "semi join": (frame) => frame.join(some, { on: "id", how: "semi" }),
  "cross join": (frame) => frame.join(some.select(col("id").alias("other")), { how: "cross" }),
  sort: (frame) => frame.sort("value", { descending: true }),
  topK: (frame) => frame.topK(3, { by: "value" }),
  head: (frame) => frame.head(3),
  slice: (frame) => frame.slice(2, 5),
  unique: (frame) => frame.unique(),
  "unique in order": (frame) => frame.unique({ subset: "group", keep: "first", maintainOrder: true }),
  concat: (frame) => concat([frame, frame]),
  withRowIndex: (frame) => frame.withRowIndex(),
};

const describeSchema = (shown: FrameSchema): string[] =>
  shown.names().map((name, i) => `${name}: ${typeName(shown.types()[i]!)}`);

describe.each(Object.keys(sources))("no rows from a %s", (source) => {
  it.each(Object.keys(verbs))("%s keeps its schema", async (verb) => {
    const query = verbs[verb]!(sources[source]!());
    const result = await query.collect({ threads: 2 });
    expect(result.height).toBe(0);
    expect(describeSchema(result.schema)).toEqual(describeSchema(await query.collectSchema()));
    expect(describeSchema(result.schema)).toEqual(describeSchema(await verbs[verb]!(some).collectSchema()));
  });

  it("[GRP-06] aggregates of everything have one row", async () => {
    const result = await sources[source]!()
      .select(len(), col("value").sum().alias("sum"), col("value").mean().alias("mean"), col("group").nUnique())
      .collect();
    expect(result.toRecords()).toEqual([{ len: 0, sum: 0, mean: null, group: 0 }]);
  });

  it("[JOI-04] the other side of a full join stays", async () => {
    const result = await sources[source]!().join(some, { on: "id", how: "full", coalesce: true }).collect();
    expect(result.column("id").toArray().toSorted()).toEqual([1n, 2n]);
    const right = await sources[source]!().join(some, { on: "id", how: "right" }).collect();
    expect(right.height).toBe(2);
  });

  it("[EXP-01] wrong columns are errors all the same", async () => {
    const frame = sources[source]!();
    const wrong: LazyFrame[] = [
      frame.filter(col("vale").gt(1)),
      frame.select("vale"),
      frame.withColumns(col("vale").alias("x")),
      frame.drop("vale"),
      frame.rename({ vale: "v" }),
      frame.groupBy("vale").agg(len()),
      frame.groupBy("group").agg(col("vale").sum()),
      frame.sort("vale"),
      frame.unique({ subset: "vale" }),
      frame.join(some, { leftOn: "vale", rightOn: "value" }),
      frame.topK(2, { by: "vale" }),
    ];
    for (const query of wrong) {
      await expect(query.collect()).rejects.toThrow(ColumnNotFoundError);
      await expect(query.collectSchema()).rejects.toThrow('Did you mean "value"?');
    }
  });
});

describe("files without data", () => {
  it("[IO-01] a file of no bytes is an error unless it may be empty", async () => {
    const path = join(folder, "nothing.csv");
    writeFileSync(path, "");
    const read = async (options = {}): Promise<number> => (await scanCsv(path, options).collect()).height;
    await expect(read()).rejects.toThrow(NoDataError);
    expect(await read({ raiseIfEmpty: false })).toBe(0);
  });

  it("[IO-17] a pattern without a match names the pattern", () => {
    expect(() => scanParquet(join(folder, "no*.parquet"))).toThrow(/no\*\.parquet/);
  });
});
