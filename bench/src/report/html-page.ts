import { readFileSync } from "node:fs";
import { geometricMean } from "../statistics.ts";
import type { BenchReport } from "./bench-report.ts";
import type { Chart } from "./charts/chart.ts";
import { suiteCharts, summaryCharts } from "./charts/charts.ts";
import { jsonScript, libraryScripts } from "./page-scripts.ts";
import type { ReportSection } from "./sections.ts";
import { reportSections } from "./sections.ts";
import type { Measure } from "./standing.ts";
import { peerRatios, SUBJECT } from "./standing.ts";
import type { Cell, ReportTable } from "./tables/report-table.ts";
import { isNumeric } from "./tables/report-table.ts";
import { ratioText } from "./units.ts";

/** Nothing is loaded, whatever the page contains: it is complete in itself. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/** Charts are drawn without generating code at run time (`ast`), which the policy forbids. */
const drawing = `
const charts = JSON.parse(document.getElementById("charts").textContent);
for (const [index, spec] of charts.entries()) {
  vegaEmbed("#chart-" + index, spec, { ast: true, renderer: "svg", actions: false, bind: "#bind-" + index }).catch((error) => {
    document.getElementById("chart-" + index).textContent = String(error);
  });
}`;

/** A report as one HTML page with charts; it loads nothing from anywhere. */
export function reportPage(report: BenchReport): string {
  const { header, records } = report;
  const charts: Chart[] = [];
  const figures = (own: readonly Chart[]): string =>
    own
      .map((chart) => {
        const index = charts.push(chart) - 1;
        return `<figure><figcaption>${escaped(chart.title)}</figcaption><form id="bind-${index}"></form><div id="chart-${index}"></div></figure>`;
      })
      .join("\n");
  const sections = reportSections(report).map((section, i) => {
    const drawn =
      section.suite === undefined ? (i === 0 ? summaryCharts(records) : []) : suiteCharts(records, section.suite);
    return sectionHtml(section, figures(drawn));
  });
  const { machine } = header;
  const load = machine.load === undefined ? "" : ` · load ${machine.load} at the start`;
  const facts = `${header.date.slice(0, 10)} · ${machine.cpu}, ${machine.cpus} CPUs, ${machine.memoryMiB} MiB · Node ${machine.node}${load}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${SUBJECT}: benchmarks</title>
<style>${readFileSync(new URL("page.css", import.meta.url), "utf8")}</style>
</head>
<body>
<main>
<h1>${SUBJECT}: benchmarks</h1>
<p class="facts">${escaped(facts)}</p>
${headline(report)}
${sections.join("\n")}
</main>
${libraryScripts()}
${jsonScript(
  "charts",
  charts.map(({ spec }) => spec),
)}
<script>${drawing}</script>
</body>
</html>
`;
}

/** The geometric mean of all ratios to the best peer, by measure. */
function headline({ records }: BenchReport): string {
  const words: readonly [Measure, string][] = [
    ["warm", "warm time"],
    ["cold", "cold time"],
    ["peak", "peak memory"],
  ];
  const boxes = words.flatMap(([measure, word]) => {
    const ratios = peerRatios(records, measure).map(({ ratio }) => ratio);
    const mean = geometricMean(ratios);
    if (mean === null) return [];
    const ahead = ratios.filter((ratio) => ratio < 1).length;
    const side = mean < 1 ? "ahead" : "behind";
    return [
      `<div class="figure ${side}"><b>${ratioText(mean)} ×</b>${word} of the best peer<br>` +
        `<span>ahead in ${ahead} of ${ratios.length} cases</span></div>`,
    ];
  });
  return `<div class="figures">${boxes.join("\n")}</div>`;
}

/** A section; the many rows of a suite's tables are folded below its charts. */
function sectionHtml({ title, text, tables, suite }: ReportSection, figures: string): string {
  const words = text === "" ? "" : `<p>${escaped(text)}</p>`;
  const rendered = tables.map(tableHtml).join("\n");
  const folded = suite === undefined ? rendered : `<details><summary>The numbers</summary>${rendered}</details>`;
  return `<section><h2>${escaped(title)}</h2>\n${words}\n${figures}\n${folded}</section>`;
}

function tableHtml(table: ReportTable): string {
  const numeric = table.columns.map((_, column) => isNumeric(table, column));
  const head = table.columns.map((name, i) => `<th${numeric[i] ? ' class="number"' : ""}>${escaped(name)}</th>`);
  const body = table.rows.map(
    (row) => `<tr>${row.map((cell, i) => cellHtml(cell, numeric[i] === true)).join("")}</tr>`,
  );
  return `<div class="table"><table><caption>${escaped(table.title)}</caption>
<thead><tr>${head.join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
}

function cellHtml({ text, best }: Cell, numeric: boolean): string {
  const classes = [...(numeric ? ["number"] : []), ...(best === true ? ["best"] : [])].join(" ");
  return `<td${classes === "" ? "" : ` class="${classes}"`}>${escaped(text)}</td>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
