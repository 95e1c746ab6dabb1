import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchReport } from "./bench-report.ts";
import { writeReport } from "./bench-report.ts";
import { reportPage } from "./html-page.ts";
import { reportMarkdown } from "./markdown.ts";
import { resultFrame } from "./result-frame.ts";

/** Writes a report for readers: index.html, report.md, and the records as results.json and results.csv. */
export async function writeReportFolder(folder: string, report: BenchReport): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), reportPage(report));
  writeFileSync(join(folder, "report.md"), `# Benchmarks\n\n${reportMarkdown(report)}`);
  writeReport(join(folder, "results.json"), report);
  await resultFrame(report.records).writeCsv(join(folder, "results.csv"));
}
