import type { BenchRecord } from "../../record.ts";
import type { BenchReport } from "../bench-report.ts";
import { caseRows } from "../standing.ts";
import { sizeText } from "../units.ts";
import type { ReportTable } from "./report-table.ts";
import { cell } from "./report-table.ts";

/** Answers that differ and cases that failed or are invalid, each with its reason. */
export function failureTable({ records }: BenchReport): ReportTable {
  return {
    title: "Answers that differ, cases that failed or are invalid",
    columns: ["case", "engine", "what happened"],
    rows: caseRows(records).flatMap(({ suite, label, records: row }) =>
      row
        .filter(({ answer, invalid }) => answer !== "ok" || invalid !== undefined)
        .map((record) => [`${suite} ${label}`, record.engine, failureText(record)].map(cell)),
    ),
  };
}

function failureText({ answer, difference, invalid }: BenchRecord): string {
  const text = difference === undefined ? answer : `${answer}: ${difference}`;
  if (invalid === undefined) return text;
  return answer === "ok" ? `invalid: ${invalid}` : `${text}; invalid: ${invalid}`;
}

/** What repeats the run: machine, versions, sizes, seeds. */
export function headerTable({ header }: BenchReport): ReportTable {
  const { machine, versions, sizes, seeds } = header;
  const load = machine.load === undefined ? "" : `, load ${machine.load} at the start`;
  const seedText = Object.entries(seeds).flatMap(([suite, own]) =>
    Object.entries(own).map(([generator, seed]) => `${suite} ${generator} ${seed}`),
  );
  return {
    title: "The run",
    columns: ["what", "value"],
    rows: [
      ["date", header.date],
      ["command", `npm run bench -- ${repeatable(header.command)}`],
      ["machine", `${machine.cpu}, ${machine.cpus} CPUs, ${machine.memoryMiB} MiB${load}`],
      ["system", `${machine.system}, Node ${machine.node}`],
      ["versions", pairs(versions)],
      [
        "sizes",
        Object.entries(sizes)
          .map(([suite, size]) => `${suite} ${sizeText(size)}`)
          .join(", "),
      ],
      ["seeds", seedText.length === 0 ? "none: the data has no random part" : seedText.join(", ")],
    ].map((row) => row.map(cell)),
  };
}

/** The words of a command without where its results went. */
function repeatable(command: readonly string[]): string {
  const outputs = ["--json", "--report"];
  return command.filter((word, i) => !outputs.includes(word) && !outputs.includes(command[i - 1] ?? "")).join(" ");
}

function pairs(record: Readonly<Record<string, string>>): string {
  return Object.entries(record)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

/** SHA-256 of each table's file. */
export function hashTable({ header }: BenchReport): ReportTable {
  return {
    title: "SHA-256 of the data",
    columns: ["table", "SHA-256"],
    rows: Object.entries(header.dataHashes).flatMap(([suite, hashes]) =>
      Object.entries(hashes).map(([table, hash]) => [cell(`${suite} ${table}`), cell(hash)]),
    ),
  };
}
