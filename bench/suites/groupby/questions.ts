import type { LazyFrame } from "millrace";
import { col, len } from "millrace";
import type { Query } from "../../src/suite.ts";

interface Question {
  readonly sql: string;
  readonly ownSql?: Query["ownSql"];
  readonly build: (x: LazyFrame) => LazyFrame;
}

/** The square of Pearson's correlation, from sums; the inputs are small integers, so that the sums are exact. */
function squaredCorrelation(x: LazyFrame): LazyFrame {
  const [a, b] = [col("v1"), col("v2")];
  const sums = x
    .groupBy("id2", "id4")
    .agg(
      len().alias("n"),
      a.sum().alias("a"),
      b.sum().alias("b"),
      a.mul(a).sum().alias("aa"),
      b.mul(b).sum().alias("bb"),
      a.mul(b).sum().alias("ab"),
    );
  const n = col("n");
  const covariance = n.mul(col("ab")).sub(col("a").mul(col("b")));
  const varianceA = n.mul(col("aa")).sub(col("a").mul(col("a")));
  const varianceB = n.mul(col("bb")).sub(col("b").mul(col("b")));
  return sums.select("id2", "id4", covariance.mul(covariance).div(varianceA.mul(varianceB)).alias("r2"));
}

const questions: readonly Question[] = [
  {
    sql: "select id1, sum(v1) as v1 from x group by id1",
    build: (x) => x.groupBy("id1").agg(col("v1").sum()),
  },
  {
    sql: "select id1, id2, sum(v1) as v1 from x group by id1, id2",
    build: (x) => x.groupBy("id1", "id2").agg(col("v1").sum()),
  },
  {
    sql: "select id3, sum(v1) as v1, avg(v3) as v3 from x group by id3",
    build: (x) => x.groupBy("id3").agg(col("v1").sum(), col("v3").mean()),
  },
  {
    sql: "select id4, avg(v1) as v1, avg(v2) as v2, avg(v3) as v3 from x group by id4",
    build: (x) => x.groupBy("id4").agg(col("v1").mean(), col("v2").mean(), col("v3").mean()),
  },
  {
    sql: "select id6, sum(v1) as v1, sum(v2) as v2, sum(v3) as v3 from x group by id6",
    build: (x) => x.groupBy("id6").agg(col("v1").sum(), col("v2").sum(), col("v3").sum()),
  },
  {
    sql: "select id4, id5, median(v3) as median_v3, stddev(v3) as sd_v3 from x group by id4, id5",
    build: (x) => x.groupBy("id4", "id5").agg(col("v3").median().alias("median_v3"), col("v3").std().alias("sd_v3")),
  },
  {
    sql: "select id3, max(v1) - min(v2) as range_v1_v2 from x group by id3",
    build: (x) => x.groupBy("id3").agg(col("v1").max().sub(col("v2").min()).alias("range_v1_v2")),
  },
  {
    sql: `select id6, v3 as largest2_v3
      from (select id6, v3, row_number() over (partition by id6 order by v3 desc) as place from x) as placed
      where place <= 2`,
    ownSql: { duckdb: "select id6, unnest(max(v3, 2)) as largest2_v3 from x group by id6" },
    build: (x) => x.groupBy("id6").topK(2, { by: "v3" }).select("id6", col("v3").alias("largest2_v3")),
  },
  {
    sql: "select id2, id4, power(corr(v1, v2), 2) as r2 from x group by id2, id4",
    build: squaredCorrelation,
  },
  {
    sql: "select id1, id2, id3, id4, id5, id6, sum(v3) as v3, count(*) as n from x group by id1, id2, id3, id4, id5, id6",
    build: (x) => x.groupBy("id1", "id2", "id3", "id4", "id5", "id6").agg(col("v3").sum(), len().alias("n")),
  },
];

/** The ten questions over the table "x". */
export const groupbyQueries: readonly Query[] = questions.map(({ sql, ownSql, build }, i) => ({
  name: `q${i + 1}`,
  sql,
  ...(ownSql === undefined ? {} : { ownSql }),
  build: ({ x }) => build(x!),
}));
