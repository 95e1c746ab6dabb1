import type { BenchReport } from "./bench-report.ts";
import { reportSections } from "./sections.ts";
import type { Cell, ReportTable } from "./tables/report-table.ts";
import { isNumeric } from "./tables/report-table.ts";
import { peerTable } from "./tables/standing-tables.ts";

/** A report as Markdown, its headings from the given level on, so that it can stand in a document. */
export function reportMarkdown(report: BenchReport, level = 2): string {
  const sections = reportSections(report).map(({ title, text, tables }) =>
    [`${"#".repeat(level)} ${title}`, ...(text === "" ? [] : [text]), ...tables.map(tableMarkdown)].join("\n\n"),
  );
  return `${sections.join("\n\n")}\n`;
}

/** The ratios to the best peer, and what they were measured on: a report in a few lines. */
export function summaryMarkdown(report: BenchReport): string {
  const { date, machine } = report.header;
  const place = `${date.slice(0, 10)}, ${machine.cpu}, ${machine.cpus} CPUs, Node ${machine.node}`;
  return `${tableMarkdown(peerTable(report))}\n\nMeasured ${place}.\n`;
}

function tableMarkdown(table: ReportTable): string {
  const { title, columns, rows } = table;
  const rule = columns.map((_, column) => (isNumeric(table, column) ? "---:" : "---"));
  const lines = [columns.map(escaped), rule, ...rows.map((row) => row.map(cellMarkdown))];
  return `**${title}**\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}`;
}

function cellMarkdown({ text, best }: Cell): string {
  return best === true ? `**${escaped(text)}**` : escaped(text);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\|<*_`]/g, "\\$&").replaceAll(/\s+/g, " ");
}
