import type { BenchReport } from "./bench-report.ts";
import { SUBJECT } from "./standing.ts";
import { caseTables } from "./tables/case-tables.ts";
import type { ReportTable } from "./tables/report-table.ts";
import { failureTable, hashTable, headerTable } from "./tables/run-tables.ts";
import { scalingTables } from "./tables/scaling-tables.ts";
import { behindTable, peerTable, standingTable } from "./tables/standing-tables.ts";

/** A part of a report: a heading, what to know before reading its tables, and the tables, empty ones left out. */
export interface ReportSection {
  readonly title: string;
  readonly text: string;
  readonly tables: readonly ReportTable[];
  /** The suite whose charts belong here. */
  readonly suite?: string;
}

const summaryText =
  "Each case ran in a process of its own, engines in turn, and every answer was compared. Means are geometric and over right " +
  `answers only; a ratio is ${SUBJECT} over the best of DuckDB, Polars and DataFusion in that case, so that below 1 ${SUBJECT} is ahead. The best of a row is bold.`;

/** The parts of a report in order; Markdown and HTML print the same. */
export function reportSections(report: BenchReport): readonly ReportSection[] {
  const suites = [...new Set(report.records.map(({ suite }) => suite))];
  const sections: readonly ReportSection[] = [
    { title: "Summary", text: summaryText, tables: [peerTable(report), standingTable(report)] },
    {
      title: `Where ${SUBJECT} is behind, and what failed`,
      text: "",
      tables: [behindTable(report), failureTable(report)],
    },
    ...suites.map((suite) => ({
      title: `Suite ${suite}`,
      text: "",
      tables: [...caseTables(report, suite), ...scalingTables(report, suite)],
      suite,
    })),
    { title: "How to repeat it", text: "", tables: [headerTable(report), hashTable(report)] },
  ];
  return sections
    .map((section) => ({ ...section, tables: section.tables.filter(({ rows }) => rows.length > 0) }))
    .filter(({ tables }) => tables.length > 0);
}
