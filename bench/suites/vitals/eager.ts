import type { EagerForms, ReadTable } from "../../src/eager/forms.ts";
import type { Table } from "../../src/eager/table.ts";
import { count, filter, groupBy, join, mean, select, sortBy } from "../../src/eager/table.ts";

const start = Date.UTC(2024, 0, 1);

function since(table: Table): Table {
  const times = table["timestamp"] as readonly (Date | null)[];
  return filter(table, (row) => times[row] !== null && times[row]!.getTime() >= start);
}

function meanByPatient(table: Table): Table {
  return groupBy(since(table), ["patient_id"], { avg_hr: mean("heart_rate") });
}

async function monthly(read: ReadTable): Promise<Table> {
  const encounters = await read("encounters", ["patient_id", "facility"]);
  const visited = filter(encounters, (row) => ["UCSF", "ZSFG"].includes(encounters["facility"]![row] as string));
  const seen = groupBy(visited, ["patient_id", "facility"], {});
  const vitals = since(await read("vitals", ["patient_id", "timestamp", "heart_rate", "bmi"]));
  const times = vitals["timestamp"] as readonly Date[];
  const dated = {
    ...select(vitals, "patient_id", "heart_rate", "bmi"),
    year: times.map((time) => time.getUTCFullYear()),
    month: times.map((time) => time.getUTCMonth() + 1),
  };
  const summary = groupBy(join(dated, seen, "patient_id"), ["facility", "year", "month"], {
    num_vitals: count(),
    avg_hr: mean("heart_rate"),
    avg_bmi: mean("bmi"),
  });
  return sortBy(summary, "facility", "year", "month");
}

async function hba1c(read: ReadTable): Promise<Table> {
  const labs = await read("labs", ["patient_id", "test_name", "result_value"]);
  const tests = filter(labs, (row) => labs["test_name"]![row] === "HbA1c");
  const patients = await read("patients", ["patient_id", "age_group", "gender"]);
  return groupBy(join(tests, patients, "patient_id"), ["age_group", "gender"], { avg_hba1c: mean("result_value") });
}

/** The pipelines over arrays. */
export const forms: EagerForms = {
  "mean-csv": async (read) => meanByPatient(await read("vitals_csv")),
  "mean-parquet": async (read) => meanByPatient(await read("vitals", ["patient_id", "timestamp", "heart_rate"])),
  monthly,
  hba1c,
};
