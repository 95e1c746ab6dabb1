import type { QueryProfile } from "../coordinator/profile.ts";
import { mebibytes, seconds } from "../coordinator/profile-text.ts";

/** What `verbose` writes about a query that has run: a line a scan, a pipeline and a warning. */
export function verboseText(profile: QueryProfile): string {
  const lines = profile.scans.map(
    ({ source, rowsRead, bytesRead, bytesPruned, bytesNotReached, rejected }) =>
      `scan ${source}: ${rowsRead} rows, ${mebibytes(bytesRead)} read, ${mebibytes(bytesPruned)} pruned, ` +
      `${mebibytes(bytesNotReached)} not reached, ${rejected} values rejected`,
  );
  for (const pipeline of profile.pipelines) {
    const { rowsIn, rowsOut, slots, wallSeconds, workSeconds, spilledBytes } = pipeline;
    lines.push(
      `pipeline ${pipeline.pipeline} ${pipeline.source} → ${pipeline.sink}: ${rowsIn} rows in, ${rowsOut} out, ` +
        `${seconds(wallSeconds)} with ${slots} slots (${seconds(workSeconds)} of work), ${mebibytes(spilledBytes)} spilled`,
    );
  }
  lines.push(...profile.warnings.map((warning) => `warning: ${warning}`));
  lines.push(`query: ${seconds(profile.totalSeconds)}, at most ${mebibytes(profile.peakMemoryBytes)} in the arena`);
  return lines.map((line) => `millrace: ${line}\n`).join("");
}
