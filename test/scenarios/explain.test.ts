import { join } from "node:path";
import type { LazyFrame, QueryProfile } from "millrace";
import { col, DataFrame, Int32, len, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itByDefault, itOptimizes } from "../support/hostile-skips.ts";
import { expectGolden } from "./support/golden.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
beforeAll(async () => {
  await generate(folder, "patients --files 2 --patients 500");
  await generate(folder, "labs --rows 20000 --files 3 --patients 500");
});

const query = (): LazyFrame =>
  scanParquet(join(folder, "labs/*.parquet"))
    .join(scanParquet(join(folder, "patients/*.parquet")).select("patient_id", "age_group", "gender"), {
      on: "patient_id",
    })
    .filter(col("test_name").eq("HbA1c"))
    .groupBy("age_group", "gender")
    .agg(col("result_value").mean().alias("avg_hba1c"))
    .sort(["age_group", "gender"]);

describe("the plan of a query over several sources", () => {
  itByDefault.each(["logical", "optimized", "physical"] as const)("[S-11] [LAZ-05] %s", async (level) => {
    expectGolden(`join-${level}`, await query().explain({ level }), { [folder]: "DATA" });
  });

  it("[S-11] the filter stands above the join as written, and nothing has run", async () => {
    expect(await query().explain({ optimized: false })).toMatch(/FILTER .*\n\s*INNER JOIN/);
    expect(`${query()}`).toContain("nothing has run yet");
  });

  itOptimizes("[S-11] [LAZ-05] the filter stands in the scan when optimized", async () => {
    const optimized = await query().explain();
    expect(optimized).not.toContain("FILTER");
    const order = ["SORT", "AGGREGATE", "INNER JOIN", "labs/*.parquet", "patients/*.parquet"];
    const places = order.map((word) => optimized.indexOf(word));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  itByDefault("[S-11] every operator tells its bound", async () => {
    const spread = DataFrame({ id: [1, 2], g: ["a", "b"], v: [1, 2] }).lazy();
    const text = await spread
      .join(spread, { on: "id", how: "full" })
      .unique({ subset: "g" })
      .groupBy("g")
      .agg(col("v").median(), len())
      .sort("v")
      .slice(1, 3)
      .explain({ level: "physical" });
    expectGolden("bounds-physical", text);
    for (const line of text.split("\n").filter((line) => !line.startsWith("PIPELINE"))) {
      expect(line).toMatch(/ · (streams|holds|one)/);
    }
  });

  itByDefault("[S-11] limits, cross joins and the filters that joins may make are operators, too", async () => {
    const labs = scanParquet(join(folder, "labs/*.parquet")).select("patient_id", "result_value");
    const physical = (frame: LazyFrame): Promise<string> => frame.explain({ level: "physical" });
    const above = labs.filter(col("result_value").gt(5));
    expect(await physical(above.slice(3, 4))).toContain("→ RESULT OFFSET 3 LIMIT 4 · streams");
    expect(await physical(labs.head(5))).toContain("[patient_id, result_value] LIMIT 5 · streams");
    expect(await physical(labs.groupBy("patient_id").topK(3, { by: "result_value" }))).toContain("limit: 3)");
    const cross = await physical(labs.join(labs.select(col("patient_id").alias("other")), { how: "cross" }));
    expect(cross).toContain("CROSS PROBE of state 0 · streams");
    const ids = DataFrame({ id: [1, 2, 3], v: [1, 2, 3] }, { schema: { id: Int32, v: Int32 } }).lazy();
    const joined = ids.filter(col("v").gt(1)).join(ids.filter(col("v").gt(2)), { on: "id" });
    expectGolden("key-filter-physical", await physical(joined));
  });

  itByDefault("a pipeline's code as WebAssembly text", async () => {
    const frame = DataFrame({ id: [1, 2, 3], v: [1, 2, 3] }, { schema: { id: Int32, v: Int32 } });
    const text = await frame.lazy().filter(col("id").gt(1)).select(col("v").mul(2).sum()).explain({ format: "wat" });
    expectGolden("filter-sum-wat", text);
    expect(text).toContain("(func");
  });
});

/** A profile without what differs from run to run. */
function profileText({ pipelines, scans, ...whole }: QueryProfile): string {
  const lines = [`rows ${whole.rows}, rejected ${whole.rejectedRows}, spilled ${whole.spilledBytes}`];
  for (const pipeline of pipelines) {
    const { pipeline: id, rowsIn, rowsOut, slots, bytesRead } = pipeline;
    lines.push(`PIPELINE ${id} ${pipeline.source} → ${pipeline.sink}`);
    lines.push(`  rows ${rowsIn} → ${rowsOut}, slots ${slots}, bytes ${bytesRead > 0 ? "read" : "none"}`);
    for (const { name, rows } of pipeline.operators) lines.push(`  ${name}: ${rows} rows`);
  }
  for (const scan of scans) {
    const { source, rowsRead, rowsPruned, rowsNotReached, totalRows } = scan;
    lines.push(
      `SCAN ${source}: ${rowsRead} rows read + ${rowsPruned} pruned + ${rowsNotReached} not reached = ${totalRows}`,
    );
  }
  return lines.join("\n");
}

describe("the profile of a query", () => {
  itByDefault("[S-11] has rows, bytes, time, wait and memory of each operator", async () => {
    const { profile } = await query().profile({ threads: 1 });
    expectGolden("join-profile", profileText(profile), { [folder]: "DATA" });
    for (const pipeline of profile.pipelines) {
      const { workSeconds, waitSeconds, wallSeconds, peakMemoryBytes, compileSeconds, operators } = pipeline;
      expect(workSeconds).toBeGreaterThan(0);
      expect(wallSeconds).toBeGreaterThan(0);
      expect(waitSeconds).toBeCloseTo(Math.max(0, wallSeconds * pipeline.slots - workSeconds), 6);
      expect(operators.map((operator) => operator.waitSeconds)).toEqual([
        waitSeconds,
        ...operators.slice(1).map(() => 0),
      ]);
      expect(operators[0]!.peakMemoryBytes).toBeGreaterThan(0);
      expect(operators.at(-1)!.peakMemoryBytes).toBeGreaterThanOrEqual(pipeline.stateBytes);
      expect(operators.slice(1, -1).every((operator) => operator.peakMemoryBytes === 0)).toBe(true);
      expect(compileSeconds).toBeGreaterThan(0);
      expect(peakMemoryBytes).toBeGreaterThan(0);
      expect(operators.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThanOrEqual(workSeconds * 1.01);
      expect(operators.at(-1)!.rows).toBe(pipeline.rowsOut);
      expect(operators[0]!.rows).toBe(pipeline.rowsIn);
    }
    expect(profile.peakMemoryBytes).toBe(Math.max(...profile.pipelines.map((pipeline) => pipeline.peakMemoryBytes)));
    expect(profile.totalSeconds).toBeGreaterThan(profile.planSeconds);
  });

  itByDefault("[S-11] names operators as the physical plan does", async () => {
    const labs = scanParquet(join(folder, "labs/*.parquet")).withRowIndex("i");
    const patients = scanParquet(join(folder, "patients/*.parquet"));
    const perPatient = labs.join(patients, { on: "patient_id", how: "full" }).groupBy("patient_id");
    const queries = [
      query(),
      perPatient.agg(col("result_value").median()).sort("patient_id").slice(2, 3),
      labs.join(patients.filter(col("age_group").isNotNull()), { on: "patient_id", how: "semi" }).select(len()),
      patients.head(5).groupBy("gender").agg(len()),
    ];
    for (const plan of queries) {
      const text = await plan.explain({ level: "physical" });
      for (const { operators, source, sink } of (await plan.profile()).profile.pipelines) {
        expect(source).toContain(operators[0]!.name);
        expect(operators.at(-1)!.name).toBe(sink);
        const names = operators.flatMap(({ name }) => name.replace(/ input$/, "").split(" + "));
        for (const name of names) expect(text).toMatch(new RegExp(`\\b${name.toUpperCase()}\\b`));
      }
    }
  });

  itByDefault("[S-11] is plain data, and a table as text", async () => {
    const { profile } = await query().profile({ threads: 1 });
    expect(structuredClone(JSON.parse(JSON.stringify(profile)))).toEqual({ ...profile });
    const text = String(profile)
      .replaceAll(folder, "DATA")
      .replaceAll(/\d+\.\d+/g, "#");
    expectGolden("join-profile-table", text.replaceAll(/ {2,}(?=\S)/g, "  "));
    const [head = "", ...lines] = String(profile).split("\n");
    expect(lines.map((line) => line.length).every((length) => length <= head.length)).toBe(true);
  });
});
