import { col, DataFrame, DuplicateColumnError, InvalidArgumentError, lit, when } from "millrace";
import { describe, expect, it } from "vitest";

const benchmark = DataFrame({
  engine: ["streaming", "pandas"],
  seconds: [19.7, 318],
  memory_mb: [0.82, 52051.3],
});

describe("a small table in memory", () => {
  it("[S-03] [SCH-01] has a shape, inferred types and a text", () => {
    expect(benchmark.shape).toEqual([2, 3]);
    expect(benchmark.dtypes.map((type) => type.kind)).toEqual(["string", "float64", "float64"]);
    const text = `${benchmark}`;
    expect(text).toContain("shape: (2, 3)");
    for (const part of ["engine", "seconds", "memory_mb", "streaming", "pandas", "52051.3"])
      expect(text).toContain(part);
  });

  it("[S-03] gives the speed-up and the ratio of memory", () => {
    const [streaming, pandas] = benchmark.toRecords();
    const derived = benchmark.withColumns(
      col("seconds")
        .div(streaming!["seconds"] as number)
        .alias("speed_up"),
      col("memory_mb")
        .div(streaming!["memory_mb"] as number)
        .alias("ratio"),
    );
    expect(derived.columns).toEqual(["engine", "seconds", "memory_mb", "speed_up", "ratio"]);
    const last = derived.toRecords()[1]!;
    expect(last["speed_up"]).toBeCloseTo(16.14, 2);
    expect(Math.round(last["ratio"] as number)).toBe(63477);
    expect(pandas!["seconds"]).toBe(318);
  });

  it("[S-03] columns of different length and a missing name are typed errors", () => {
    expect(() => DataFrame({ a: [1, 2], b: [1] })).toThrow(InvalidArgumentError);
    expect(() => benchmark.select(col("second"))).toThrow('Did you mean "seconds"?');
    expect(() => benchmark.select("engine", "engine")).toThrow(DuplicateColumnError);
  });

  it("[S-03] rows as objects round trip, with nulls", () => {
    const frame = DataFrame([{ id: 1, name: "x" }, { id: 2 }, { id: null, name: "" }]);
    expect(frame.toRecords()).toEqual([
      { id: 1, name: "x" },
      { id: 2, name: null },
      { id: null, name: "" },
    ]);
    const level = frame.select(when(col("id").gt(1)).then(lit("high")).otherwise(lit("low")).alias("level"));
    expect(level.toObject()).toEqual({ level: ["low", "high", "low"] });
  });
});
