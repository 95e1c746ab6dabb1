import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchReport } from "../report/bench-report.ts";
import { mergeReports, readReport } from "../report/bench-report.ts";
import { writeIntoDocument } from "../report/documents.ts";

const usage = `npm run bench -- report FILE.json [FILE.json …] [--report DIR] [--into DOCUMENT.md]

  --report DIR      write index.html with charts, report.md, results.json, results.csv
  --into FILE       put the tables between the marks of a document: <!-- benchmark tables --> or <!-- benchmark summary -->,
                    up to <!-- benchmark end -->; may be given several times

Records of a later file replace those of an earlier one.`;

/** Writes a report's folder. What draws it is loaded now: runs without a report do without. */
export async function publish(folder: string, report: BenchReport): Promise<void> {
  const { writeReportFolder } = await import("../report/report-folder.ts");
  await writeReportFolder(folder, report);
  console.log(`Report: ${join(folder, "index.html")} and ${join(folder, "report.md")}`);
}

/** `bench report`: the report of runs that were written with --json, as a folder or within documents. */
export async function reportCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      report: { type: "string" },
      into: { type: "string", multiple: true, default: [] },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  if (positionals.length === 0 || (values.report === undefined && values.into.length === 0)) {
    throw new Error(`Which files, and where to?\n${usage}`);
  }
  const report = mergeReports(positionals.map(readReport));
  if (values.report !== undefined) await publish(values.report, report);
  for (const path of values.into) writeIntoDocument(path, report);
  return 0;
}
