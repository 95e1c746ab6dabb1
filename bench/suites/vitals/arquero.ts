import type { Arquero, ArqueroForms, ArqueroTable } from "../../src/arquero/forms.ts";

const since = "d => d.timestamp >= op.timestamp(op.utcdatetime(2024, 0, 1))";

function meanByPatient(vitals: ArqueroTable, { op }: Arquero): ArqueroTable {
  return vitals
    .filter(since)
    .groupby("patient_id")
    .rollup({ avg_hr: op["mean"]!("heart_rate") });
}

/** The pipelines with arquero's verbs. */
export const forms: ArqueroForms = {
  "mean-csv": async (read, arquero) => meanByPatient(await read("vitals_csv"), arquero),
  "mean-parquet": async (read, arquero) =>
    meanByPatient(await read("vitals", ["patient_id", "timestamp", "heart_rate"]), arquero),
  monthly: async (read, { op }) => {
    const encounters = await read("encounters", ["patient_id", "facility"]);
    const seen = encounters
      .filter("d => d.facility === 'UCSF' || d.facility === 'ZSFG'")
      .dedupe("patient_id", "facility")
      .select("patient_id", "facility");
    return (await read("vitals", ["patient_id", "timestamp", "heart_rate", "bmi"]))
      .filter(since)
      .derive({ year: "d => op.utcyear(d.timestamp)", month: "d => op.utcmonth(d.timestamp) + 1" })
      .join(seen, "patient_id")
      .groupby("facility", "year", "month")
      .rollup({ num_vitals: op["count"]!(), avg_hr: op["mean"]!("heart_rate"), avg_bmi: op["mean"]!("bmi") })
      .orderby("facility", "year", "month");
  },
  hba1c: async (read, { op }) =>
    (await read("labs", ["patient_id", "test_name", "result_value"]))
      .filter("d => d.test_name === 'HbA1c'")
      .join(await read("patients", ["patient_id", "age_group", "gender"]), "patient_id")
      .groupby("age_group", "gender")
      .rollup({ avg_hba1c: op["mean"]!("result_value") }),
};
