import { ascendingUs, firstRowOf } from "../clock.ts";
import { datetime, float, integer } from "../columns.ts";
import { below, mix, normal, streamKey, uniform } from "../random.ts";
import type { Table } from "../table.ts";
import { eventFacility, eventPatient, patientId } from "./people.ts";

const patient = eventPatient("vitals");

/** Rounds to one digit after the point. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

/** One row in 200 has a body mass index that no living person has. */
const IMPOSSIBLE_ONE_IN = 200;
const impossible = [5, 0.3, 90, 250, 999.9];

/** Measurements at the bedside, in order of time. */
export const vitals: Table = {
  name: "vitals",
  title: "measurements of patients, ordered by time, 2021 to 2024",
  defaultRows: () => 1_000_000,
  columns: [
    patientId(patient),
    eventFacility(patient),
    datetime("timestamp", ascendingUs),
    integer("heart_rate", (row, key) => Math.round(78 + 13 * normal(key, row)), { nulls: 1 }),
    float(
      "bmi",
      (row, key) => {
        const dice = mix(key ^ 0x2545f491, row);
        if (dice % IMPOSSIBLE_ONE_IN === 0) return impossible[(dice >>> 16) % impossible.length]!;
        return tenth(27 + 4.5 * normal(key, row));
      },
      { nulls: 2 },
    ),
    integer("systolic", (row, key) => Math.round(124 + 15 * normal(key, row)), { nulls: 1 }),
    integer("diastolic", (row, key) => Math.round(78 + 9 * normal(key, row)), { nulls: 1 }),
    integer("spo2", (row, key) => 100 - Math.floor(8 * uniform(key, row) ** 3), { nulls: 1 }),
    integer("respiratory_rate", (row, key) => 12 + below(key, row, 9), { nulls: 1 }),
    float("temperature", (row, key) => tenth(36.8 + 0.4 * normal(key, row)), { nulls: 1 }),
    float("weight_kg", (row, key) => tenth(76 + 14 * normal(key, row))),
    float("height_m", (row, key) => Math.round(169 + 9 * normal(key, row)) / 100),
  ],
  yearStart: (plan, year) => {
    const key = streamKey(plan.seed, "timestamp");
    return firstRowOf(plan.rows, year, (row) => ascendingUs(row, key, plan));
  },
};
