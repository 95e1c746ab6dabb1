import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Expr } from "millrace";
import { col, DataFrame, len, OptionError, scanCsv, TypeMismatchError } from "millrace";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
function csv(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("group sums and means", () => {
  const frame = DataFrame({ group: ["A", "A", "B", "B"], val: [1, 2, 3, 4] });
  const aggregates: Expr[] = [col("val").sum().alias("sum_val"), col("val").mean().alias("mean_val")];

  it("[S-33] [GRP-01] [GRP-06] A has 3 and 1.5, B 7 and 3.5", async () => {
    const expected = [
      { group: "A", sum_val: 3, mean_val: 1.5 },
      { group: "B", sum_val: 7, mean_val: 3.5 },
    ];
    const lazy = await frame.lazy().groupBy("group").agg(aggregates).sort("group").collect();
    expect(lazy.toRecords()).toEqual(expected);
    expect(
      frame
        .groupBy("group", { maintainOrder: true })
        .agg(...aggregates)
        .toRecords(),
    ).toEqual(expected);
    const reversed = frame.sort("val", { descending: true }).lazy();
    const kept = await reversed.groupBy("group", { maintainOrder: true }).agg(aggregates).collect();
    expect(kept.toRecords()).toEqual(expected.toReversed());
  });

  it("[S-33] [GRP-05] aggregates by name; an unknown one lists the names", () => {
    expect(frame.groupBy("group").agg({ val: "max" }).sort("group").toRecords()).toEqual([
      { group: "A", val: 2 },
      { group: "B", val: 4 },
    ]);
    expect(() => frame.groupBy("group").agg({ val: "avg" as "mean" })).toThrow(/sum, mean, min, max/);
  });
});

describe("a lazy join of two CSV files", () => {
  const left = csv("large_file1.csv", "id,name,value\n1,a,10\n2,b,20\n3,c,30\n3,cc,33\n");
  const right = csv("large_file2.csv", "id,value,city\n3,300,X\n1,100,Y\n9,900,Z\n");

  it("[S-35] [JOI-10] [JOI-11] one id column, clashes get a suffix", async () => {
    const result = await scanCsv(left).join(scanCsv(right), { leftOn: "id", rightOn: "id" }).collect();
    expect(result.columns).toEqual(["id", "name", "value", "value_right", "city"]);
    expect(result.toRecords()).toEqual([
      { id: 1n, name: "a", value: 10n, value_right: 100n, city: "Y" },
      { id: 3n, name: "c", value: 30n, value_right: 300n, city: "X" },
      { id: 3n, name: "cc", value: 33n, value_right: 300n, city: "X" },
    ]);
  });

  it("[S-35] [JOI-14] keys of number and text are an error before anything runs", async () => {
    const text = csv("text_ids.csv", "id,city\nA1,X\nB2,Y\n");
    const query = scanCsv(left).join(scanCsv(text), { on: "id" });
    await expect(query.collectSchema()).rejects.toThrow(TypeMismatchError);
    await expect(query.collectSchema()).rejects.toThrow(/Int64.*String/);
  });

  it("[S-35] [JOI-08] a missing key names its side", async () => {
    const query = scanCsv(left).join(scanCsv(right), { leftOn: "id", rightOn: "idd" });
    await expect(query.collectSchema()).rejects.toThrow(/idd.*Did you mean "id"/);
  });
});

describe("a chained pipeline", () => {
  const path = csv(
    "my_data.csv",
    "age,salary,department\n30,1000,A\n21,9999,A\n45,3000,B\n22,2000,A\n,5000,B\n60,5000,B\n",
  );
  const base = scanCsv(path).filter(col("age").gt(21));
  const query = base
    .withColumns(col("salary").mul(1.1).alias("adjusted_salary"))
    .groupBy("department")
    .agg(col("adjusted_salary").mean().alias("avg_salary"))
    .sort("avg_salary", { descending: true });

  it("[S-36] [LAZ-01] mean salary of each department, the highest first", async () => {
    const rows = (await query.collect()).toRecords();
    expect(rows.map((row) => row["department"])).toEqual(["B", "A"]);
    expect(rows[0]!["avg_salary"]).toBeCloseTo(4400, 9);
    expect(rows[1]!["avg_salary"]).toBeCloseTo(1650, 9);
  });

  it("[S-36] [LAZ-01] the base stays usable, and a query gives the same twice", async () => {
    const first = await query.collect();
    expect((await base.select("age").collect()).toObject()).toEqual({ age: [30n, 45n, 22n, 60n] });
    expect((await query.collect()).equals(first)).toBe(true);
  });

  it("[S-36] [LAZ-02] nothing runs before collect", async () => {
    const bad = csv("bad.csv", `id\n${"1\n".repeat(500)}x\n`);
    const lazy = scanCsv(bad).filter(col("id").gt(0));
    await lazy.collectSchema();
    await lazy.explain();
    await expect(lazy.collect()).rejects.toMatchObject({ code: "PARSE_ERROR" });
  });

  it.each([
    ["groupby", "groupBy"],
    ["withColumn", "withColumns"],
    ["with_column", "withColumns"],
    ["withRowCount", "withRowIndex"],
  ])("[S-36] [GRP-04] %s is called %s", (old, name) => {
    expect(() => Reflect.get(base, old)).toThrow(OptionError);
    expect(() => Reflect.get(base, old)).toThrow(name);
  });

  it("[S-36] [SRT-02] sort's old option names the new one", () => {
    expect(() => base.sort("age", { reverse: true } as object)).toThrow(/descending/);
  });
});

describe("rows by their places", () => {
  const numbers = DataFrame({ n: Array.from({ length: 100 }, (_, i) => i) }).lazy();

  it("leaves out the first rows of a filter before they are grouped, and holds none of them", async () => {
    const rest = numbers.filter(col("n").ge(10)).slice(5).groupBy(col("n").mod(2).alias("odd"));
    const counted = rest.agg(len(), col("n").min().alias("least"));
    const sorted = await counted.sort("odd").collect();
    expect(sorted.toRecords()).toEqual([
      { odd: 0, len: 42, least: 16 },
      { odd: 1, len: 43, least: 15 },
    ]);
    expect(await counted.explain({ level: "physical" })).not.toContain("IN ORDER");
    expect((await numbers.slice(5_000_000_000).sort("n").collect()).height).toBe(0);
  });

  it("a row index past UInt32 is an error, not a number that begins again", async () => {
    const last = 2 ** 32 - 2;
    expect((await numbers.head(2).withRowIndex("i", last).collect()).column("i").toArray()).toEqual([last, last + 1]);
    await expect(numbers.head(3).withRowIndex("i", last).collect()).rejects.toThrow(/the row index "i"/);
  });
});
