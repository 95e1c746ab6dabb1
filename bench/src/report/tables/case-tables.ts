import { geometricMean } from "../../statistics.ts";
import type { BenchReport } from "../bench-report.ts";
import type { Measure } from "../standing.ts";
import { caseRows, engineNames, measured, measures, peerRatios, SUBJECT } from "../standing.ts";
import { mebibytesText, ratioText, secondsText } from "../units.ts";
import type { Cell, ReportTable } from "./report-table.ts";
import { cell } from "./report-table.ts";

/** The words for a measure, with its unit. */
const measureTitles: Readonly<Record<Measure, string>> = {
  warm: "warm, seconds (median)",
  cold: "cold, seconds (first query of a process)",
  peak: "peak memory of the process, MiB",
};

/** A suite's cases by engine, one table for each measure that was taken, with the subject's ratio to the best peer. */
export function caseTables(report: BenchReport, suite: string): readonly ReportTable[] {
  const records = report.records.filter((record) => record.suite === suite);
  return measures
    .filter((measure) => records.some((record) => measured(record, measure) !== null))
    .map((measure) => caseTable(records, measure));
}

function caseTable(records: BenchReport["records"], measure: Measure): ReportTable {
  const engines = engineNames(records);
  const ratios = peerRatios(records, measure);
  const rows = caseRows(records).map(({ label, records: row }) => {
    const values = engines.map((name) => row.find(({ engine }) => engine === name));
    const numbers = values.map((record) => (record === undefined ? null : measured(record, measure)));
    const best = Math.min(...numbers.filter((value) => value !== null));
    const cells = numbers.map((value, i): Cell => {
      const record = values[i];
      if (record !== undefined && record.answer !== "ok")
        return cell(record.answer === "differs" ? "differs" : "failed");
      return { text: measureText(measure, value), best: value === best };
    });
    return [cell(label), ...cells, cell(ratioText(ratios.find((ratio) => ratio.label === label)?.ratio ?? null))];
  });
  const means = engines.map((name) => {
    const own = records.filter(({ engine }) => engine === name);
    return geometricMean(own.flatMap((record) => measured(record, measure) ?? []));
  });
  const meanRow = [
    cell("geometric mean"),
    ...means.map((mean) => cell(measureText(measure, mean))),
    cell(ratioText(geometricMean(ratios.map(({ ratio }) => ratio)))),
  ];
  const columns = ["query", ...engines, `${SUBJECT} / best peer`];
  return { title: measureTitles[measure], columns, rows: [...rows, meanRow] };
}

/** The number of a measure as text. */
function measureText(measure: Measure, value: number | null): string {
  return measure === "peak" ? mebibytesText(value) : secondsText(value);
}
