import type { OperatorProfile, PipelineProfile, QueryProfile } from "./profile.ts";

/** A time as text. */
export const seconds = (value: number): string => `${value.toFixed(3)} s`;
/** A number of bytes as text. */
export const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

const heads = ["rows", "time", "wait", "peak", "spilled"] as const;

/** A profile as a table: the query, its pipelines in the order in which they ran, their operators from source to sink. */
export function profileText(profile: QueryProfile): string {
  const { planSeconds, totalSeconds, rows, peakMemoryBytes, spilledBytes } = profile;
  const whole = ["QUERY", `${rows}`, seconds(totalSeconds), "", mebibytes(peakMemoryBytes), mebibytes(spilledBytes)];
  const plan = ["  plan", "", seconds(planSeconds), "", "", ""];
  const lines = alignedLines([["", ...heads], whole, plan, ...profile.pipelines.flatMap(pipelineCells)]);
  return [...lines, ...profile.warnings.map((warning) => `warning: ${warning}`)].join("\n");
}

function pipelineCells(pipeline: PipelineProfile): string[][] {
  const { wallSeconds, waitSeconds, compileSeconds, slots, peakMemoryBytes, spilledBytes, operators } = pipeline;
  const title = `PIPELINE ${pipeline.pipeline} ${pipeline.source} → ${pipeline.sink} (${slots === 1 ? "one slot" : `${slots} slots`})`;
  return [
    [title, "", seconds(wallSeconds), seconds(waitSeconds), mebibytes(peakMemoryBytes), mebibytes(spilledBytes)],
    ["  compile", "", seconds(compileSeconds), "", "", ""],
    ...operators.map(operatorCells),
  ];
}

function operatorCells({ name, rows, seconds: time, waitSeconds, peakMemoryBytes }: OperatorProfile): string[] {
  return [`  ${name}`, `${rows}`, seconds(time), seconds(waitSeconds), mebibytes(peakMemoryBytes), ""];
}

/** Names to the left, numbers to the right of their columns. */
function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const cell = (text: string, i: number): string =>
    i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}
