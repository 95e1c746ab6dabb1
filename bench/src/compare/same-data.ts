import type { BenchReport } from "../report/bench-report.ts";

/** The suites that both runs have, over files of which some differ. */
export function suitesOfOtherData(old: BenchReport, now: BenchReport): readonly string[] {
  return Object.entries(now.header.dataHashes)
    .filter(([suite, hashes]) => {
      const before = old.header.dataHashes[suite];
      return (
        before !== undefined && Object.keys({ ...before, ...hashes }).some((table) => before[table] !== hashes[table])
      );
    })
    .map(([suite]) => suite);
}
