import { join } from "node:path";
import type { LazyFrame, Row } from "millrace";
import { col, concat, DataFrame, len, readParquet, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
let events: Row[];

beforeAll(async () => {
  await generate(folder, "dx_events --rows 8000 --patients 300 --null-rate 0.3");
  events = (await readParquet(join(folder, "dx_events.parquet"))).toRecords();
});

const seen = (frame: LazyFrame): LazyFrame =>
  frame.select("site_id", "patient_id").unique().groupBy("site_id").agg(len().alias("patients_seen"));

const prevalence = (frame: LazyFrame): LazyFrame =>
  seen(frame)
    .join(
      frame
        .filter(col("code").str.startsWith("E11"))
        .groupBy("site_id")
        .agg(col("patient_id").nUnique().alias("diabetic")),
      { on: "site_id", how: "left" },
    )
    .withColumns(col("diabetic").fillNull(0))
    .withColumns(col("diabetic").div(col("patients_seen")).round(3).alias("prevalence"))
    .sort("site_id");

describe("prevalence of a diagnosis by site", () => {
  it("[S-07] [STR-02] a prefix is literal", async () => {
    const codes = DataFrame({ code: ["E11.9", "E11.65", "I10", "E1129", "XE11.9", null, ""] }).lazy();
    const flags = await codes
      .select(
        col("code").str.startsWith("E11").alias("e11"),
        col("code").str.startsWith("E11.").alias("dot"),
        col("code").str.startsWith("").alias("any"),
      )
      .collect();
    expect(flags.toObject()).toEqual({
      e11: [true, true, false, true, false, null, false],
      dot: [true, true, false, false, false, null, false],
      any: [true, true, true, true, true, null, true],
    });
  });

  it("[S-07] [SRT-09] [EXP-21] different pairs by unique and by nUnique agree, null patients counting as one", async () => {
    const frame = scanParquet(join(folder, "dx_events.parquet"));
    const byUnique = (await seen(frame).sort("site_id").collect()).toRecords();
    const byCount = (
      await frame.groupBy("site_id").agg(col("patient_id").nUnique().alias("patients_seen")).sort("site_id").collect()
    ).toRecords();
    const expected = [...new Set(events.map((row) => row["site_id"] as string))].sort().map((site) => ({
      site_id: site,
      patients_seen: new Set(events.filter((row) => row["site_id"] === site).map((row) => row["patient_id"])).size,
    }));
    expect(events.some((row) => row["patient_id"] === null)).toBe(true);
    expect(byUnique).toEqual(expected);
    expect(byCount).toEqual(expected);
  });

  it("[S-07] [JOI-02] shares by site, 0 for a site without a case", async () => {
    const extra = DataFrame([{ site_id: "SITE-99", patient_id: "P1", code: "I10", event_date: new Date(0) }]).select(
      "site_id",
      "patient_id",
      "code",
    );
    const frame = scanParquet(join(folder, "dx_events.parquet")).select("site_id", "patient_id", "code");
    const result = (await prevalence(concat([frame, extra.lazy()])).collect()).toRecords();
    expect(result.at(-1)).toEqual({ site_id: "SITE-99", patients_seen: 1, diabetic: 0, prevalence: 0 });
    for (const { site_id, patients_seen, diabetic, prevalence: share } of result.slice(0, -1)) {
      const patients = new Set(
        events
          .filter((row) => row["site_id"] === site_id && (row["code"] as string).startsWith("E11"))
          .map((row) => row["patient_id"]),
      );
      expect(diabetic).toBe(patients.size);
      expect(share).toBeCloseTo(patients.size / (patients_seen as number), 2);
    }
  });

  it("[S-07] [EXP-19] rounds half to even; no patients give NaN", async () => {
    const frame = DataFrame({ diabetic: [1, 3, 0], seen: [16, 16, 0] }).lazy();
    const result = await frame.select(col("diabetic").div(col("seen")).round(3).alias("share")).collect();
    expect(result.toObject()).toEqual({ share: [0.062, 0.188, Number.NaN] });
  });
});
