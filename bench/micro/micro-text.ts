import type { BenchRecord } from "../src/record.ts";
import type { MicroCase } from "./micro-case.ts";

/** The head of the table of micro benchmarks. */
export const microHead: string = `${"case".padEnd(22)} ${"a call".padStart(12)} ${"±".padStart(6)}  ${"throughput".padStart(20)}  answer`;

/** The line of a case: the median call, how far rounds lie from it at most, items a second. */
export function microLine({ unit, items }: MicroCase, record: BenchRecord): string {
  const { query, medianSeconds, warmSeconds, answer, difference } = record;
  const told = difference === undefined ? answer : `${answer}: ${difference}`;
  if (medianSeconds === null)
    return `${query.padEnd(22)} ${"–".padStart(12)} ${"–".padStart(6)}  ${"–".padStart(20)}  ${told}`;
  const farthest = Math.max(...warmSeconds.map((seconds) => Math.abs(seconds / medianSeconds - 1)));
  const columns = [
    query.padEnd(22),
    callText(medianSeconds).padStart(12),
    `${(farthest * 100).toFixed(0)} %`.padStart(6),
    ` ${perSecond(items / medianSeconds, unit)}`.padStart(21),
    ` ${told}`,
  ];
  return columns.join(" ");
}

/** "812 µs". */
function callText(seconds: number): string {
  if (seconds < 1e-6) return `${(seconds * 1e9).toFixed(1)} ns`;
  return seconds < 1e-3 ? `${(seconds * 1e6).toFixed(1)} µs` : `${(seconds * 1e3).toFixed(2)} ms`;
}

/** "1.42 G bytes/s". */
function perSecond(rate: number, unit: string): string {
  const steps = [
    { from: 1e9, name: "G " },
    { from: 1e6, name: "M " },
    { from: 1e3, name: "k " },
  ];
  const step = steps.find(({ from }) => rate >= from);
  return step === undefined ? `${rate.toFixed(0)} ${unit}/s` : `${(rate / step.from).toFixed(2)} ${step.name}${unit}/s`;
}
