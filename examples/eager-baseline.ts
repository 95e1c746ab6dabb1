// The job of vitals_pipeline.yaml done the eager way, for comparison: both CSV files are read into JavaScript arrays with
// fast-csv, then filtered, joined, grouped and sorted, one whole array after another.
//
//   node examples/eager-baseline.ts vitals.csv encounters.csv result.csv

import { createReadStream, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

// The library belongs to the package that reads odd CSV dialects; examples have no dependencies of their own.
const require = createRequire(new URL("../packages/formats/package.json", import.meta.url));
const { parse } = require("fast-csv") as { parse(options: object): NodeJS.ReadWriteStream };

interface Table {
  readonly [column: string]: (string | null)[];
}

/** Every column of a CSV file as an array of texts. */
async function readTable(path: string): Promise<Table> {
  const rows = createReadStream(path).pipe(parse({ headers: false })) as unknown as AsyncIterable<string[]>;
  let names: string[] | null = null;
  const columns: (string | null)[][] = [];
  for await (const row of rows) {
    if (names === null) {
      names = row;
      for (const _ of names) columns.push([]);
      continue;
    }
    for (let i = 0; i < columns.length; i++) columns[i]!.push(row[i] === "" ? null : row[i]!);
  }
  return Object.fromEntries(names!.map((name, i) => [name, columns[i]!]));
}

interface Vital {
  readonly patient: string | null;
  readonly facility: string;
  readonly time: Date;
  readonly heartRate: number | null;
  readonly bmi: number | null;
}

function selectVitals(table: Table): Vital[] {
  const facilities = new Set(["UCSF", "ZSFG"]);
  const start = Date.UTC(2024, 0, 1);
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  return table["patient_id"]!.map((patient, row) => ({
    patient,
    facility: table["facility"]![row] ?? "",
    time: new Date(`${table["timestamp"]![row]}Z`),
    heartRate: number(table["heart_rate"]![row]!),
    bmi: number(table["bmi"]![row]!),
  })).filter(({ facility, time }) => facilities.has(facility) && time.getTime() >= start);
}

function joinEncounters(vitals: readonly Vital[], table: Table): Vital[] {
  const encounters = new Map<string, number>();
  for (const [row, patient] of table["patient_id"]!.entries()) {
    const facility = table["facility"]![row];
    if (patient === null || (facility !== "UCSF" && facility !== "ZSFG")) continue;
    encounters.set(patient, (encounters.get(patient) ?? 0) + 1);
  }
  return vitals.flatMap((vital) =>
    new Array<Vital>(vital.patient === null ? 0 : (encounters.get(vital.patient) ?? 0)).fill(vital),
  );
}

/** Rows of the result as CSV: facility, year, month, two means and a count. */
function aggregate(rows: readonly Vital[]): string {
  const groups = Object.groupBy(rows, ({ facility, time }) =>
    [facility, time.getUTCFullYear(), `${time.getUTCMonth() + 1}`.padStart(2, "0")].join(","),
  );
  const mean = (values: readonly (number | null)[]): number => {
    const given = values.filter((value) => value !== null);
    return given.reduce((sum, value) => sum + value, 0) / given.length;
  };
  const lines = Object.keys(groups)
    .sort()
    .map((key) => {
      const group = groups[key]!;
      const means = [mean(group.map(({ heartRate }) => heartRate)), mean(group.map(({ bmi }) => bmi))];
      return [key, ...means, group.length].join(",");
    });
  return `facility,year,month,avg_hr,avg_bmi,num_patients\n${lines.join("\n")}\n`;
}

const [vitalsPath, encountersPath, resultPath] = process.argv.slice(2);
const vitals = selectVitals(await readTable(vitalsPath!));
const joined = joinEncounters(vitals, await readTable(encountersPath!));
writeFileSync(resultPath!, aggregate(joined));
