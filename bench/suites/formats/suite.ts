import type { LazyFrame } from "millrace";
import { col, len } from "millrace";
import type { Query, Suite } from "../../src/suite.ts";
import { formatsData } from "./data.ts";

/** A question that looks at a column of each kind: text, small integers, fractions. */
function scan(table: string): Query {
  return {
    name: `scan-${table}`,
    sql: `select id1, max(id3) as id3, sum(v1) as v1, avg(v3) as v3, count(*) as n from ${table} group by id1`,
    build: (tables): LazyFrame =>
      tables[table]!.groupBy("id1").agg(col("id3").max(), col("v1").sum(), col("v3").mean(), len().alias("n")),
  };
}

function write(output: "parquet" | "csv"): Query {
  return { name: `write-${output}`, sql: "select * from snappy", build: ({ snappy }) => snappy!, output };
}

/** The same table in several formats: read and aggregated; written. */
export const suite: Suite = {
  name: "formats",
  title: "File formats",
  size: { option: "rows", default: 10_000_000 },
  data: formatsData,
  queries: [...["plain", "snappy", "zstd", "csv", "gzip"].map(scan), write("parquet"), write("csv")],
};
