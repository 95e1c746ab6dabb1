import { ascendingUs, END_YEAR, FIRST_YEAR, firstRowOf, yearStartDay } from "../clock.ts";
import { choice, date, datetime, float, integer, label, weighted } from "../columns.ts";
import { below, normal, streamKey } from "../random.ts";
import type { Table } from "../table.ts";
import { eventFacility, eventPatient, FACILITIES, homeFacility, patientId } from "./people.ts";

const anyDay = (row: number, key: number): number =>
  yearStartDay(FIRST_YEAR) + below(key, row, yearStartDay(END_YEAR) - yearStartDay(FIRST_YEAR));

const encounterPatient = eventPatient("encounters");

/** Visits; many of a patient. */
export const encounters: Table = {
  name: "encounters",
  title: "visits of patients, several each",
  defaultRows: ({ patients }) => patients * 4,
  columns: [
    label("encounter_id", "E", 9, (row) => row),
    patientId(encounterPatient),
    eventFacility(encounterPatient),
    date("encounter_date", anyDay, { nulls: 0.1 }),
    choice("encounter_type", ["outpatient", "inpatient", "emergency", "telehealth"], weighted([60, 15, 10, 15])),
    integer("length_of_stay_days", (row, key) => below(key, row, 12), { nulls: 5 }),
  ],
};

/** One row a patient. */
export const patients: Table = {
  name: "patients",
  title: "one row a patient",
  defaultRows: (sizes) => sizes.patients,
  columns: [
    patientId((row) => row),
    choice("age_group", ["0-17", "18-34", "35-49", "50-64", "65+"], weighted([12, 22, 24, 22, 20]), { nulls: 0.5 }),
    choice("gender", ["female", "male", "nonbinary"], weighted([50, 48, 2]), { nulls: 0.5 }),
    integer("birth_year", (row, key) => 1930 + below(key, row, 92), { nulls: 0.5 }),
    choice("facility", FACILITIES, (row, _, plan) => homeFacility(row, plan)),
  ],
};

const tests = ["HbA1c", "creatinine", "glucose", "LDL", "HDL", "sodium", "potassium", "hemoglobin"] as const;
const units = ["%", "mg/dL", "mg/dL", "mg/dL", "mg/dL", "mmol/L", "mmol/L", "g/dL"] as const;
const means = [6.1, 1.0, 105, 112, 54, 140, 4.2, 13.8] as const;
const deviations = [1.1, 0.3, 25, 30, 12, 3, 0.4, 1.5] as const;

/** The test of a row: its name, its unit and its value have to agree. */
function testOf(row: number, seed: number): number {
  return below(streamKey(seed, "lab test"), row, tests.length);
}

/** Laboratory results; 2 % of the ids are of no patient in the table of patients. */
export const labs: Table = {
  name: "labs",
  title: "laboratory results, ordered by time",
  defaultRows: ({ patients }) => patients * 10,
  columns: [
    patientId(eventPatient("labs", 0.02)),
    choice("test_name", tests, (row, _, plan) => testOf(row, plan.seed)),
    float(
      "result_value",
      (row, key, plan) => {
        const test = testOf(row, plan.seed);
        return Math.round(100 * Math.max(0.1, means[test]! + deviations[test]! * normal(key, row))) / 100;
      },
      { nulls: 1 },
    ),
    choice("unit", units, (row, _, plan) => testOf(row, plan.seed)),
    datetime("collected_at", ascendingUs),
  ],
  yearStart: (plan, year) => {
    const key = streamKey(plan.seed, "collected_at");
    return firstRowOf(plan.rows, year, (row) => ascendingUs(row, key, plan));
  },
};

const codes = ["E11.9", "E11.65", "E11.22", "I10", "I25.10", "J45.909", "N18.3", "F32.9", "M54.5", "E78.5"] as const;

/** Diagnoses at sites; a patient may have a code more than once. */
export const dxEvents: Table = {
  name: "dx_events",
  title: "diagnoses of patients at sites",
  defaultRows: ({ patients }) => patients * 6,
  columns: [
    label("site_id", "SITE-", 2, (row, key) => 1 + below(key, row, 12)),
    label("patient_id", "P", 7, eventPatient("dx_events"), { nulls: 0.1 }),
    choice("code", codes, weighted([14, 5, 3, 22, 8, 9, 6, 11, 12, 10])),
    date("event_date", anyDay),
  ],
};
