import { typeName, UserError } from "@millrace/core";
import type { LazyFrame } from "@millrace/frame";
import { col, datetime, len } from "@millrace/frame";
import { wroteText } from "../run/job-log.ts";
import type { Command } from "./command.ts";
import { ProgressBar } from "./progress-bar.ts";
import { queryArguments, queryOptionSpecs } from "./query-arguments.ts";
import { scanPath } from "./scan-path.ts";

const FIRST_DAY = "2023-01-01";

/** `millrace summary` */
export const summaryCommand: Command = {
  usage: "summary [options]",
  summary: "Generate the vitals summary: measurements and median heart rate of each patient",
  details: `Reads patient_id, timestamp and heart_rate; rows before ${FIRST_DAY} are left out.`,
  options: {
    input: { kind: "value", placeholder: "PATTERN", help: "Parquet or CSV files", default: "data/vitals_*.parquet" },
    output: { kind: "value", placeholder: "FILE", help: "Parquet file", default: "outputs/vitals_summary.parquet" },
    ...queryOptionSpecs,
    engine: { ...queryOptionSpecs["engine"]!, default: "streaming" },
  },
  async run(context) {
    const { args, terminal } = context;
    const output = args.value("output")!;
    const scan = scanPath(args.value("input")!);
    await requireDatetime(scan);
    const bar = new ProgressBar(terminal);
    const query = { ...queryArguments(context), onProgress: bar.update.bind(bar) };
    try {
      const { rows } = await vitalsSummary(scan).sinkParquet(output, { ...query, mkdir: true });
      bar.clear();
      terminal.err(`INFO ${wroteText(rows, output)}\n`);
    } finally {
      bar.clear();
    }
  },
};

/** Rows since 2023 by patient: how many there are, heart rate or not, and the median of the heart rates. */
function vitalsSummary(vitals: LazyFrame): LazyFrame {
  return vitals
    .filter(col("timestamp").ge(datetime(FIRST_DAY)))
    .groupBy("patient_id")
    .agg(len().alias("num_measurements"), col("heart_rate").median().alias("median_hr"))
    .sort("patient_id");
}

async function requireDatetime(scan: LazyFrame): Promise<void> {
  const type = (await scan.collectSchema()).get("timestamp");
  if (type.kind === "datetime") return;
  throw new UserError("INVALID_ARGUMENT", `The column "timestamp" has to be a Datetime, it is ${typeName(type)}`, {});
}
