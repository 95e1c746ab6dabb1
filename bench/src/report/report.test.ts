import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { compile } from "vega-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BenchRecord } from "../record.ts";
import { mergeReports } from "./bench-report.ts";
import type { Chart } from "./charts/chart.ts";
import { suiteCharts, summaryCharts } from "./charts/charts.ts";
import { withReport } from "./documents.ts";
import { reportMarkdown } from "./markdown.ts";
import { writeReportFolder } from "./report-folder.ts";
import { failedTestRecord, testRecord, testReport } from "./testing/records.ts";

const records: readonly BenchRecord[] = [
  testRecord({ query: "q2", engine: "millrace", medianSeconds: 0.3 }),
  testRecord({ query: "q2", engine: "duckdb", medianSeconds: 0.2 }),
  testRecord({ query: "q10", engine: "millrace", medianSeconds: 0.1, invalid: "duckdb failed" }),
  failedTestRecord({ query: "q10", engine: "duckdb", answer: "failed: <b>killed | by SIGKILL</b>" }),
  ...[1, 2].flatMap((threads) =>
    [1_000_000, 2_000_000].map((size) =>
      testRecord({
        suite: "scaling",
        query: "sum",
        engine: "millrace",
        threads,
        size,
        medianSeconds: size / threads / 1e7,
      }),
    ),
  ),
];

/** Draws a chart without a browser; throws on whatever Vega and Vega-Lite warn of. */
async function drawn({ spec }: Chart): Promise<string> {
  const complain = (...words: readonly unknown[]): never => {
    throw new Error(words.join(" "));
  };
  const logger = { warn: complain, error: complain, info: () => logger, debug: () => logger, level: () => logger };
  const vega = compile(spec as unknown as TopLevelSpec, { logger: logger as never }).spec;
  return await new View(parse(vega), { renderer: "none", logger: logger as never }).toSVG();
}

describe("charts of a report", () => {
  it("are drawn from the records without a warning [BEN-17]", async () => {
    const charts = [...summaryCharts(records), ...suiteCharts(records, "tpch"), ...suiteCharts(records, "scaling")];
    const pictures = await Promise.all(charts.map(drawn));
    expect(pictures).toHaveLength(6);
    for (const picture of pictures) expect(picture).toMatch(/>(millrace|q2)</);
    const queries = pictures[3]!;
    expect(queries.indexOf(">q2<")).toBeLessThan(queries.indexOf(">q10<"));
  });

  it("are none where every case failed", () => {
    const failed = [failedTestRecord({ query: "q1", engine: "millrace" })];
    expect([...summaryCharts(failed), ...suiteCharts(failed, "tpch")]).toEqual([]);
  });
});

describe("Markdown of a report", () => {
  const markdown = reportMarkdown(testReport(records));

  it("has a table for each measure of a suite, the best of a row bold, with the ratio to the best peer", () => {
    expect(markdown).toContain(
      "## Suite tpch\n\n**warm, seconds (median)**\n\n| query | millrace | duckdb | millrace / best peer |",
    );
    expect(markdown).toContain("| q2 | 0.300 | **0.200** | 1.50 |");
    expect(markdown).toContain("| q10 | **0.100** | failed | – |");
    expect(markdown).toContain("| sum | millrace | 2 threads | 0.050 at 1 M rows, 0.100 at 2 M rows | 1.00 |");
  });

  it("says where the subject is behind and why cases failed", () => {
    expect(markdown).toContain("| tpch q2 | 0.300 | 0.200 | 1.50 | duckdb |");
    expect(markdown).toContain("| tpch q10 | millrace | invalid: duckdb failed |");
    expect(markdown).toContain("| tpch q10 | duckdb | failed: \\<b>killed \\| by SIGKILL\\</b> |");
  });

  it("records what a repetition needs [BEN-13] [BEN-15]", () => {
    for (const text of [
      "npm run bench -- --suite tpch |",
      "Test CPU",
      "load 0.5",
      "duckdb 2.0.0",
      "tpch rows 42",
      "00ff",
    ]) {
      expect(markdown).toContain(text);
    }
  });
});

describe("a report in a document", () => {
  const document = "# Title\n\n<!-- benchmark summary -->\nearlier figures\n<!-- benchmark end -->\n\ntext\n";

  it("stands between the marks, and again when it is written again", () => {
    const once = withReport(document, testReport(records));
    expect(once).toMatch(/^# Title\n\n<!-- benchmark summary -->\n\n\*\*millrace \/ best peer/);
    expect(once).toContain("| tpch | 1.50 |");
    expect(once).not.toContain("earlier figures");
    expect(once.endsWith("<!-- benchmark end -->\n\ntext\n")).toBe(true);
    expect(withReport(once, testReport(records))).toBe(once);
    const tables = withReport(document.replace("summary", "tables"), testReport(records));
    expect(tables).toContain("### Suite tpch");
  });

  it("needs marks that it knows", () => {
    expect(() => withReport("# Title\n", testReport(records))).toThrow("no marks");
    expect(() => withReport(document.replace("summary", "all"), testReport(records))).toThrow("Marks: tables, summary");
  });
});

describe("reports of several runs", () => {
  it("are one report, where the last record of a case counts", () => {
    const again = testRecord({ query: "q2", engine: "millrace", medianSeconds: 0.1 });
    const merged = mergeReports([testReport(records), testReport([again])]);
    expect(merged.records).toHaveLength(records.length);
    expect(merged.records[0]).toBe(again);
    expect(merged.header.command.join(" ")).toBe("--suite tpch --json /tmp/a.json + --suite tpch --json /tmp/a.json");
  });

  it("are refused where they come from two machines", () => {
    const report = testReport(records);
    const machine = { ...report.header.machine, cpus: 64 };
    expect(() => mergeReports([report, { ...report, header: { ...report.header, machine } }])).toThrow("two machines");
  });
});

describe("the folder of a report", () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-report-"));
    await writeReportFolder(join(folder, "report"), testReport(records));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (name: string): string => readFileSync(join(folder, "report", name), "utf8");

  it("has one page that loads nothing from elsewhere [BEN-17]", () => {
    const page = read("index.html");
    // Without the text of scripts, which would also drown a failed expectation. It must not end its element early.
    const shell = page.replaceAll(/(<script[^>]*>)[\s\S]*?<\/script>/g, "$1");
    expect(shell.match(/<script[^>]*>/g)).toEqual([
      "<script>",
      "<script>",
      "<script>",
      '<script type="application/json" id="charts">',
      "<script>",
    ]);
    expect(shell.trimEnd().endsWith("<script>\n</body>\n</html>")).toBe(true);
    expect(shell).toContain("default-src 'none'");
    expect(shell).not.toMatch(/<link\b|<img\b|@import/);
    expect(shell).toContain("&lt;b&gt;killed | by SIGKILL");
  });

  it("has the records as JSON and as a frame of fixed columns [BEN-03]", () => {
    expect(JSON.parse(read("results.json"))).toEqual(testReport(records));
    const [head, first, , , failed] = read("results.csv").split("\n");
    expect(head).toBe(
      "suite,query,engine,version,threads,rows,seconds,cold_seconds,user_seconds,system_seconds,memory_mb,bytes_read,bytes_written,input_rows,rows_per_second,answer",
    );
    expect(first).toBe("tpch,q2,millrace,1.0,2,4,0.3,0.4,0.3,0.01,104.8576,1000,,,,ok");
    expect(failed).toBe("tpch,q10,duckdb,,2,,,,0.3,0.01,,,,,,failed: <b>killed | by SIGKILL</b>");
  });
});
