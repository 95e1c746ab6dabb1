import { geometricMean } from "../../statistics.ts";
import type { BenchReport } from "../bench-report.ts";
import type { PeerRatio } from "../standing.ts";
import { measures, peerRatios, SUBJECT, standings } from "../standing.ts";
import { mebibytesText, ratioText, secondsText } from "../units.ts";
import type { ReportTable } from "./report-table.ts";
import { cell } from "./report-table.ts";

/** Sums, geometric means and peaks: a row for each suite and engine. */
export function standingTable({ records }: BenchReport): ReportTable {
  return {
    title: "Engines",
    columns: [
      "suite",
      "engine",
      "right",
      "warm sum s",
      "warm mean s",
      "cold sum s",
      "cold mean s",
      "CPUs",
      "peak MiB",
      "mean MiB",
    ],
    rows: standings(records).map(({ suite, engine, numCases, numRight, cpus, sum, mean, largest }) => [
      cell(suite),
      cell(engine),
      cell(`${numRight} of ${numCases}`),
      cell(secondsText(sum.warm)),
      cell(secondsText(mean.warm)),
      cell(secondsText(sum.cold)),
      cell(secondsText(mean.cold)),
      cell(cpus?.toFixed(1) ?? "–"),
      cell(mebibytesText(largest.peak)),
      cell(mebibytesText(mean.peak)),
    ]),
  };
}

/** The subject over the best peer of each case: geometric means by suite, and the cases that are worst. */
export function peerTable({ records }: BenchReport): ReportTable {
  const suites = [...new Set(records.map(({ suite }) => suite))];
  const rows = suites.flatMap((suite) => {
    const own = records.filter((record) => record.suite === suite);
    const ratios = measures.map((measure) => peerRatios(own, measure));
    const [warm, , peak] = ratios;
    if (ratios.every((list) => list.length === 0)) return [];
    const means = ratios.map((list) => ratioText(geometricMean(list.map(({ ratio }) => ratio))));
    const ahead = ratios.map((list) => `${list.filter(({ ratio }) => ratio < 1).length} of ${list.length}`);
    return [[suite, ...means, ...ahead, worstText(warm!), worstText(peak!)].map(cell)];
  });
  return {
    title: `${SUBJECT} / best peer, geometric means`,
    columns: ["suite", ...measures, ...measures.map((measure) => `ahead ${measure}`), "worst warm", "worst peak"],
    rows,
  };
}

function worstText(ratios: readonly PeerRatio[]): string {
  const worst = ratios.toSorted((a, b) => b.ratio - a.ratio)[0];
  return worst === undefined ? "–" : `${ratioText(worst.ratio)} ${worst.label} (${worst.peer})`;
}

/** Where the subject is worse than its best peer by the warm median, the worst first. */
export function behindTable({ records }: BenchReport): ReportTable {
  const behind = peerRatios(records, "warm")
    .filter(({ ratio }) => ratio > 1)
    .toSorted((a, b) => b.ratio - a.ratio);
  return {
    title: `Where ${SUBJECT} is slower (warm)`,
    columns: ["case", `${SUBJECT} s`, "best peer s", "ratio", "best peer"],
    rows: behind.map(({ suite, label, own, best, ratio, peer }) =>
      [`${suite} ${label}`, secondsText(own), secondsText(best), ratioText(ratio), peer].map(cell),
    ),
  };
}
