import type { BenchReport } from "./bench-report.ts";
import { reportSections } from "./sections.ts";
import type { Cell, ReportTable } from "./tables/report-table.ts";
import { isNumeric } from "./tables/report-table.ts";

/** A report as Markdown, its headings from the second level on, so that it can stand in a document. */
export function reportMarkdown(report: BenchReport): string {
  const sections = reportSections(report).map(({ title, text, tables }) =>
    [`## ${title}`, ...(text === "" ? [] : [text]), ...tables.map(tableMarkdown)].join("\n\n"),
  );
  return `${sections.join("\n\n")}\n`;
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
