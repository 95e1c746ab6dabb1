import type { GeneratedColumn, Plan, RowFunction } from "../columns.ts";
import { choice, label } from "../columns.ts";
import { mix, streamKey, uniform } from "../random.ts";

/** The sites of the health system. */
export const FACILITIES = ["UCSF", "ZSFG", "SFVA", "CPMC", "KAISER_SF", "STANFORD"] as const;

/** One seed's key for a stream that several tables share. */
function sharedKeys(name: string): (plan: Plan) => number {
  let seed: number | null = null;
  let key = 0;
  return (plan) => {
    if (plan.seed !== seed) {
      seed = plan.seed;
      key = streamKey(plan.seed, name);
    }
    return key;
  };
}

const facilityKey = sharedKeys("home facility");

/** The facility where a patient is at home: the same in every table. */
export function homeFacility(patient: number, plan: Plan): number {
  return mix(facilityKey(plan), patient) % FACILITIES.length;
}

/** The patient of an event: some have many, most have few. `unknown` is the share of ids that are no patient's. */
export function eventPatient(table: string, unknown = 0): RowFunction {
  const patientKey = sharedKeys(`${table} patient`);
  return (row, _, plan) => {
    const share = uniform(patientKey(plan), row);
    // Squared, so that low numbers come more often.
    return Math.floor((0.5 * share + 0.5 * share * share) * plan.patients * (1 + unknown));
  };
}

/** `patient_id` as P0001234. */
export function patientId(patient: RowFunction): GeneratedColumn {
  return label("patient_id", "P", 7, patient);
}

/** `facility` of an event: mostly the patient's own. */
export function eventFacility(patient: RowFunction): GeneratedColumn {
  return choice(
    "facility",
    FACILITIES,
    (row, key, plan) => {
      const dice = mix(key, row);
      return dice % 10 === 0 ? (dice >>> 8) % FACILITIES.length : homeFacility(patient(row, key, plan), plan);
    },
    { nulls: 0.1 },
  );
}
