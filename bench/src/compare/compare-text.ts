import type { BenchRecord } from "../record.ts";
import type { BenchReport } from "../report/bench-report.ts";
import { machineKey } from "../report/bench-report.ts";
import { mebibytesText, sizeText, threadsText } from "../report/units.ts";
import { geometricMean } from "../statistics.ts";
import type { ComparedCase, CompareLimits, Comparison, Verdict } from "./compare-records.ts";

const verdictWords: Readonly<Record<Verdict, string>> = {
  regression: "WORSE",
  improvement: "better",
  noise: "within noise",
  same: "",
};

const headLine = `${"case".padEnd(40)} ${"old".padStart(10)} ${"new".padStart(10)} ${"ratio".padStart(7)} ${"noise".padStart(7)}`;

/** Names a case: "tpch q1 duckdb, 2 threads". */
function caseName({ suite, query, size, engine, threads, memoryLimit }: BenchRecord): string {
  const parts = [
    `${suite} ${query} ${engine}`,
    threadsText(threads),
    ...(size === undefined ? [] : [sizeText(size)]),
    ...(memoryLimit === null ? [] : [`in ${Math.round(memoryLimit / 1e6)} MB`]),
  ];
  return parts.join(", ");
}

/** The lines of a comparison: the cases of the named engines, means by suite and engine, what cannot be compared. */
export function comparisonLines(
  comparison: Comparison,
  engines: readonly string[],
  limits: CompareLimits,
): readonly string[] {
  const { cases, broken, missing, added } = comparison;
  const numbered = cases.filter(({ new: now }) => engines.includes(now.engine)).toSorted((a, b) => b.ratio - a.ratio);
  return [
    headLine,
    ...numbered.map((compared) => caseLine(compared, limits)),
    "",
    ...meanLines(cases, engines),
    "",
    ...broken.map((record) => `BROKEN  ${caseName(record)}: ${brokenText(record)}`),
    ...missing.map((record) => `only in the old run: ${caseName(record)}`),
    ...added.map((record) => `nothing to compare with: ${caseName(record)}: ${record.answer}`),
    summaryLine(numbered, broken.length, limits),
  ];
}

function caseLine(
  { new: now, oldValue, newValue, ratio, noise, verdict }: ComparedCase,
  limits: CompareLimits,
): string {
  const bound = noise === 1 ? "–" : noise.toFixed(2);
  const numbers = [valueText(oldValue, limits), valueText(newValue, limits)].map((text) => text.padStart(10));
  return `${caseName(now).padEnd(40)} ${numbers.join(" ")} ${ratio.toFixed(2).padStart(7)} ${bound.padStart(7)}  ${verdictWords[verdict]}`.trimEnd();
}

/** Milliseconds, down to nanoseconds for what is called millions of times a second, or MiB. */
function valueText(value: number, { measure }: CompareLimits): string {
  if (measure === "peak") return `${mebibytesText(value)} MiB`;
  if (value < 1e-6) return `${(value * 1e9).toFixed(1)} ns`;
  return value < 1e-3 ? `${(value * 1e6).toFixed(2)} µs` : `${(value * 1e3).toFixed(1)} ms`;
}

function meanLines(cases: readonly ComparedCase[], engines: readonly string[]): readonly string[] {
  const groups = Map.groupBy(cases, ({ new: { suite, engine } }) => `${suite} ${engine}`);
  return [...groups].map(([name, group]) => {
    const mean = geometricMean(group.map(({ ratio }) => ratio))!;
    const control = engines.includes(group[0]!.new.engine) ? "" : "  (control: tells what the machine did)";
    return `geometric mean ${name}: ${mean.toFixed(3)} over ${group.length}${control}`;
  });
}

function brokenText({ answer, difference }: BenchRecord): string {
  if (answer === "ok") return "no number any more";
  return difference === undefined ? answer : `${answer}: ${difference}`;
}

function summaryLine(cases: readonly ComparedCase[], numBroken: number, { threshold, measure }: CompareLimits): string {
  const count = (verdict: Verdict): number => cases.filter((compared) => compared.verdict === verdict).length;
  return (
    `${cases.length} cases compared by ${measure === "peak" ? "peak memory" : `${measure} seconds`}: ${count("regression")} worse, ` +
    `${count("improvement")} better than ${threshold} × and their noise; ${count("noise")} changed within noise; ${numBroken} broken`
  );
}

/** Why the two runs may not be comparable. */
export function warningLines(old: BenchReport, now: BenchReport): readonly string[] {
  const load = (report: BenchReport): number => report.header.machine.load ?? 0;
  return [
    ...(machineKey(old.header.machine) === machineKey(now.header.machine)
      ? []
      : ["Warning: the machines differ, so that ratios say nothing about the code."]),
    ...(Math.max(load(old), load(now)) > 1
      ? [`Warning: the machine was not quiet (load ${load(old)} and ${load(now)} at the start).`]
      : []),
    ...Object.entries(now.header.versions).flatMap(([engine, version]) => {
      const before = old.header.versions[engine];
      return before === undefined || before === version ? [] : [`${engine} was ${before} and is ${version}.`];
    }),
  ];
}
