import { parseArgs } from "node:util";
import type { CompareLimits } from "../compare/compare-records.ts";
import { compareRecords } from "../compare/compare-records.ts";
import { comparisonLines, warningLines } from "../compare/compare-text.ts";
import { suitesOfOtherData } from "../compare/same-data.ts";
import type { BenchRecord } from "../record.ts";
import type { BenchReport } from "../report/bench-report.ts";
import { readReport } from "../report/bench-report.ts";
import type { Measure } from "../report/standing.ts";
import { measures, SUBJECT } from "../report/standing.ts";

const usage = `npm run bench -- compare OLD.json NEW.json [options]

  --measure NAME    warm (the default), cold or peak
  --threshold X     worse by more than this factor is a regression (default: 1.1)
  --engines NAMES   engines whose regressions fail the comparison (default: ${SUBJECT}); of others the means are shown

The noise of a case is half the range of its single runs over their median, of both runs together: a change within it is not
counted. Ends with 1 where a case regressed or has no right answer any more.`;

interface CompareArguments extends CompareLimits {
  readonly files: readonly [string, string];
  readonly engines: readonly string[];
}

/** Reads the words behind `bench compare`; null for --help. Throws an Error with one sentence on what is wrong. */
export function parseCompareArguments(args: readonly string[]): CompareArguments | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      measure: { type: "string", default: "warm" },
      threshold: { type: "string", default: "1.1" },
      engines: { type: "string", default: SUBJECT },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return null;
  const [old, now, ...more] = positionals;
  if (old === undefined || now === undefined || more.length > 0) throw new Error(`Which two files?\n${usage}`);
  const measure = measures.find((name) => name === values.measure);
  if (measure === undefined) throw new Error(`--measure is one of ${measures.join(", ")}, not "${values.measure}".`);
  const threshold = Number(values.threshold);
  if (!(threshold >= 1)) throw new Error(`--threshold is a factor of at least 1, not "${values.threshold}".`);
  return { files: [old, now], measure: measure satisfies Measure, threshold, engines: values.engines.split(",") };
}

/** `bench compare`: prints what changed between two runs; 1 where something is worse. */
export function compareCommand(args: readonly string[]): number {
  const options = parseCompareArguments(args);
  if (options === null) {
    console.log(usage);
    return 0;
  }
  const [old, now] = [readReport(options.files[0]), readReport(options.files[1])];
  const otherData = suitesOfOtherData(old, now);
  const comparable = (report: BenchReport): readonly BenchRecord[] =>
    report.records.filter(({ suite }) => !otherData.includes(suite));
  const comparison = compareRecords(comparable(old), comparable(now), options);
  const lines = [...warningLines(old, now), ...otherData.map((suite) => `Not compared: ${suite}, whose data differ.`)];
  for (const line of [...lines, ...comparisonLines(comparison, options.engines, options)]) console.log(line);
  const counts = ({ engine }: { readonly engine: string }): boolean => options.engines.includes(engine);
  const worse = comparison.cases.some((compared) => compared.verdict === "regression" && counts(compared.new));
  return worse || comparison.broken.some(counts) ? 1 : 0;
}
