import type { Table } from "./table.ts";
import { dxEvents, encounters, labs, patients } from "./tables/clinical.ts";
import { sensorHrv, sleepDiary, userProfile } from "./tables/sensors.ts";
import { vitals } from "./tables/vitals.ts";

/** Every table, in the order of the list. */
export const tables: readonly Table[] = [
  vitals,
  encounters,
  patients,
  labs,
  dxEvents,
  sensorHrv,
  sleepDiary,
  userProfile,
];
