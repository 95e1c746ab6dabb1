import type { LazyFrame } from "millrace";
import { col, datetime, len } from "millrace";
import type { Suite } from "../../src/suite.ts";
import { vitalsData } from "./data.ts";

/** Mean heart rate of each patient since a day. */
function meanByPatient(vitals: LazyFrame): LazyFrame {
  return vitals
    .filter(col("timestamp").ge(datetime("2024-01-01")))
    .groupBy("patient_id")
    .agg(col("heart_rate").mean().alias("avg_hr"));
}

function meanByPatientSql(table: string): string {
  return `select patient_id, avg(heart_rate) as avg_hr from ${table}
    where timestamp >= timestamp '2024-01-01 00:00:00' group by patient_id`;
}

/** Monthly means at the facilities where a patient was seen; a visit more does not count a measurement twice. */
function monthlySummary(vitals: LazyFrame, encounters: LazyFrame): LazyFrame {
  const seen = encounters
    .filter(col("facility").isIn(["UCSF", "ZSFG"]))
    .select("patient_id", "facility")
    .unique();
  return vitals
    .filter(col("timestamp").ge(datetime("2024-01-01")))
    .select(
      "patient_id",
      "heart_rate",
      "bmi",
      col("timestamp").dt.year().alias("year"),
      col("timestamp").dt.month().alias("month"),
    )
    .join(seen, { on: "patient_id", how: "inner" })
    .groupBy("facility", "year", "month")
    .agg(len().alias("num_vitals"), col("heart_rate").mean().alias("avg_hr"), col("bmi").mean().alias("avg_bmi"))
    .sort(["facility", "year", "month"]);
}

/** The lecture's pipelines over vitals, encounters, patients and laboratory results. */
export const suite: Suite = {
  name: "vitals",
  title: "Vitals",
  size: { option: "rows", default: 12_000_000 },
  data: vitalsData,
  queries: [
    {
      name: "mean-csv",
      sql: meanByPatientSql("vitals_csv"),
      build: ({ vitals_csv }) => meanByPatient(vitals_csv!),
    },
    {
      name: "mean-parquet",
      sql: meanByPatientSql("vitals"),
      build: ({ vitals }) => meanByPatient(vitals!),
    },
    {
      name: "monthly",
      sql: `select seen.facility as facility, extract(year from timestamp) as year, extract(month from timestamp) as month,
          count(*) as num_vitals, avg(heart_rate) as avg_hr, avg(bmi) as avg_bmi
        from vitals
        join (select distinct patient_id, facility from encounters where facility in ('UCSF', 'ZSFG')) as seen
          on vitals.patient_id = seen.patient_id
        where timestamp >= timestamp '2024-01-01 00:00:00'
        group by seen.facility, extract(year from timestamp), extract(month from timestamp)
        order by 1, 2, 3`,
      // It takes two parts of one column for two keys of the same name.
      ownSql: {
        "nodejs-polars": `select facility, year, month, count(*) as num_vitals, avg(heart_rate) as avg_hr, avg(bmi) as avg_bmi
          from (
            select patient_id, heart_rate, bmi, extract(year from timestamp) as year, extract(month from timestamp) as month
            from vitals where timestamp >= timestamp '2024-01-01 00:00:00'
          ) as recent
          join (select distinct patient_id, facility from encounters where facility in ('UCSF', 'ZSFG')) as seen
            on recent.patient_id = seen.patient_id
          group by facility, year, month
          order by 1, 2, 3`,
      },
      build: ({ vitals, encounters }) => monthlySummary(vitals!, encounters!),
    },
    {
      name: "hba1c",
      sql: `select age_group, gender, avg(result_value) as avg_hba1c
        from labs join patients on labs.patient_id = patients.patient_id
        where test_name = 'HbA1c'
        group by age_group, gender`,
      build: ({ labs, patients }) =>
        labs!
          .filter(col("test_name").eq("HbA1c"))
          .join(patients!.select("patient_id", "age_group", "gender"), { on: "patient_id", how: "inner" })
          .groupBy("age_group", "gender")
          .agg(col("result_value").mean().alias("avg_hba1c")),
    },
    {
      name: "to-parquet",
      sql: "select * from vitals_csv",
      build: ({ vitals_csv }) => vitals_csv!,
      output: "parquet",
    },
  ],
};
