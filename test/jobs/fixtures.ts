import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataFrame, Date as DateType, Datetime, Float64, Int32, String as Text } from "millrace";
import { afterAll } from "vitest";

/** A folder for one test file, removed behind it. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `millrace-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The files below a folder, hidden ones included. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const at = (text: string): Date => new Date(`${text}Z`);

/** Six measurements: of two patients at two facilities, one before 2024, one elsewhere, one without facility. */
export const vitals: DataFrame = DataFrame(
  {
    patient_id: ["p1", "p1", "p1", "p2", "p3", "p2", null],
    facility: ["UCSF", "UCSF", "ZSFG", "ZSFG", "CPMC", null, "UCSF"],
    timestamp: [
      ...["2024-01-01T00:00:00", "2024-01-31T23:59:59", "2024-02-01T08:00:00", "2024-02-29T23:59:59.5"].map(at),
      ...["2024-01-05T00:00:00", "2024-01-05T00:00:00", "2023-12-31T23:59:59"].map(at),
    ],
    heart_rate: [60, null, 80, 90, 100, 110, 120],
    bmi: [20.5, 21.5, null, 30, 31, 32, 33],
    unused: [1, 2, 3, 4, 5, 6, 7],
  },
  { schema: { patient_id: Text, facility: Text, timestamp: Datetime, heart_rate: Int32, bmi: Float64, unused: Int32 } },
);

/** Visits: two of p1 and one of p2 at the two facilities, one of p2 elsewhere. */
export const encounters: DataFrame = DataFrame(
  {
    patient_id: ["p1", "p1", "p2", "p2"],
    facility: ["UCSF", "ZSFG", "ZSFG", "CPMC"],
    encounter_date: ["2024-01-01", "2023-05-05", "2024-02-01", "2024-02-02"].map((day) => at(`${day}T00:00:00`)),
  },
  { schema: { patient_id: Text, facility: Text, encounter_date: DateType } },
);

/** Writes both tables as Parquet, the vitals in two files. */
export async function writeTables(folder: string): Promise<void> {
  await vitals.slice(0, 3).writeParquet(join(folder, "vitals/1.parquet"), { mkdir: true });
  await vitals.slice(3).writeParquet(join(folder, "vitals/2.parquet"), { mkdir: true });
  await encounters.writeParquet(join(folder, "encounters/all.parquet"), { mkdir: true });
}

/** A config as an object. */
export type Config = Record<string, unknown>;

/** The config of the scenario over these tables; tests change it by overrides. */
export function vitalsConfig(folder: string): Config {
  return {
    name: "Vitals",
    description: "by month",
    inputs: {
      vitals: {
        path: join(folder, "vitals/*.parquet"),
        columns: ["patient_id", "facility", "timestamp", "heart_rate", "bmi"],
      },
      encounters: {
        path: join(folder, "encounters/*.parquet"),
        columns: ["patient_id", "facility", "encounter_date"],
      },
    },
    filters: { facilities: ["UCSF", "ZSFG"], date_range: { start: "2024-01-01", end: null } },
    transforms: [
      { id: "join_encounters", type: "join", left: "vitals", right: "encounters", on: ["patient_id"], how: "inner" },
      {
        id: "aggregate",
        type: "group_by",
        keys: ["facility", "year", "month"],
        aggregations: [
          { column: "heart_rate", function: "mean", alias: "avg_hr" },
          { column: "bmi", function: "mean", alias: "avg_bmi" },
          { column: "patient_id", function: "count", alias: "num_patients" },
        ],
      },
      { id: "ordered", type: "sort", by: ["facility", "year", "month"] },
    ],
    outputs: {
      parquet: join(folder, "out/summary.parquet"),
      csv: join(folder, "out/summary.csv"),
      log: join(folder, "out/summary.log"),
    },
    settings: { engine: "streaming", compression: "zstd" },
  };
}
