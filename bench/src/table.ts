import type { BenchRecord } from "./record.ts";
import { geometricMean } from "./statistics.ts";

interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (record: BenchRecord) => string;
}

const none = "–";

function seconds(value: number | null): string {
  return value === null ? none : value.toFixed(3);
}

function cpuUse({ medianSeconds, coldSeconds, userSeconds, systemSeconds }: BenchRecord): string {
  const wall = medianSeconds ?? coldSeconds;
  if (wall === null || userSeconds === null || systemSeconds === null) return none;
  return ((userSeconds + systemSeconds) / wall).toFixed(1);
}

const columns: readonly Column[] = [
  { title: "suite", width: -8, cell: (record) => record.suite },
  { title: "query", width: -12, cell: (record) => record.query },
  { title: "engine", width: -16, cell: (record) => record.engine },
  { title: "cold s", width: 8, cell: (record) => seconds(record.coldSeconds) },
  { title: "warm s", width: 8, cell: (record) => seconds(record.medianSeconds) },
  { title: "user s", width: 7, cell: (record) => seconds(record.userSeconds) },
  { title: "sys s", width: 7, cell: (record) => seconds(record.systemSeconds) },
  { title: "CPUs", width: 5, cell: cpuUse },
  { title: "peak MiB", width: 9, cell: (record) => record.peakRssMiB?.toFixed(0) ?? none },
  {
    title: "read MB",
    width: 8,
    cell: (record) => (record.bytesRead === null ? none : (record.bytesRead / 1e6).toFixed(0)),
  },
  { title: "rows", width: 9, cell: (record) => record.rows?.toString() ?? none },
  { title: " answer", width: -8, cell: (record) => ` ${answerText(record)}` },
];

/** The head of the table on the terminal. */
export function tableHead(): string {
  return columns.map(({ title, width }) => pad(title, width)).join(" ");
}

/** The line of a record. */
export function tableLine(record: BenchRecord): string {
  return columns
    .map(({ cell, width }) => pad(cell(record), width))
    .join(" ")
    .trimEnd();
}

/** One line for each suite and engine: sums, geometric means, peak memory, how many answers are right. */
export function summaryLines(records: readonly BenchRecord[]): string[] {
  const groups = Map.groupBy(records, ({ suite, engine }) => `${suite} ${engine}`);
  return [...groups.values()].map((group) => {
    const { suite, engine } = group[0]!;
    const right = group.filter(({ answer }) => answer === "ok").length;
    const cold = group.flatMap(({ coldSeconds }) => coldSeconds ?? []);
    const warm = group.flatMap(({ medianSeconds }) => medianSeconds ?? []);
    const peak = Math.max(0, ...group.flatMap(({ peakRssMiB }) => peakRssMiB ?? []));
    return (
      `${pad(suite, -8)} ${pad(engine, -16)} ${right} of ${group.length} ok; ` +
      `cold ${timesText(cold)}; warm ${timesText(warm)}; peak ${peak.toFixed(0)} MiB`
    );
  });
}

function timesText(times: readonly number[]): string {
  if (times.length === 0) return none;
  const sum = times.reduce((total, value) => total + value, 0);
  return `${sum.toFixed(2)} s, geometric mean ${seconds(geometricMean(times))}`;
}

function answerText({ answer, difference, invalid, form }: BenchRecord): string {
  const text = difference === undefined ? answer : `${answer}: ${difference}`;
  const note = form === undefined ? "" : ` (${form})`;
  return invalid === undefined ? text + note : `${text}${note}; INVALID: ${invalid}`;
}

/** Negative widths align to the left. */
function pad(text: string, width: number): string {
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}
