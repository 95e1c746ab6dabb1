import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchReport } from "../report/bench-report.ts";
import { mergeReports, readReport } from "../report/bench-report.ts";

const usage = "npm run bench -- report FILE.json [FILE.json …] --report DIR";

/** Writes a report's folder. What draws it is loaded now: runs without a report do without. */
export async function publish(folder: string, report: BenchReport): Promise<void> {
  const { writeReportFolder } = await import("../report/report-folder.ts");
  await writeReportFolder(folder, report);
  console.log(`Report: ${join(folder, "index.html")} and ${join(folder, "report.md")}`);
}

/** `bench report`: the report of runs that were written with --json. Records of a later file replace those of an earlier one. */
export async function reportCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { report: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  if (positionals.length === 0 || values.report === undefined) throw new Error(`Which files, and where to? ${usage}`);
  await publish(values.report, mergeReports(positionals.map(readReport)));
  return 0;
}
