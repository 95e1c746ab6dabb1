import type { Compression } from "../config/job-config.ts";
import { COMPRESSIONS } from "../config/job-config.ts";
import { filesOf } from "../plan/input-tables.ts";
import { rowsText } from "../run/job-log.ts";
import { UsageError } from "./arguments.ts";
import type { Command } from "./command.ts";
import { ProgressBar } from "./progress-bar.ts";
import { queryArguments, queryOptionSpecs } from "./query-arguments.ts";
import { requireFormat, scanPath } from "./scan-path.ts";

/** `millrace convert IN OUT` */
export const convertCommand: Command = {
  usage: "convert IN OUT [options]",
  summary: "Convert between CSV and Parquet, by the extensions of the names",
  details: "IN may be a pattern. Missing folders are created. The rows stream: files may be larger than memory.",
  options: {
    compression: { kind: "value", placeholder: "CODEC", help: "of Parquet, zstd unless given", choices: COMPRESSIONS },
    ...queryOptionSpecs,
  },
  async run(context) {
    const { args, terminal } = context;
    const [input, output, ...others] = args.positionals;
    if (input === undefined || output === undefined || others.length > 0) {
      throw new UsageError("convert takes two names: millrace convert IN OUT");
    }
    const format = requireFormat(output);
    const compression = args.value("compression") as Compression | undefined;
    if (format !== "parquet" && compression !== undefined) {
      throw new UsageError(`--compression is of Parquet, "${output}" is ${format}`);
    }
    const scan = scanPath(input);
    const bar = new ProgressBar(terminal);
    const query = { ...queryArguments(context), onProgress: bar.update.bind(bar), mkdir: true };
    try {
      const { rows, bytes } =
        format === "parquet"
          ? await scan.sinkParquet(output, { ...query, compression: compression ?? "zstd" })
          : await scan.sinkCsv(output, query);
      bar.clear();
      const before = filesOf(scan).reduce((sum, { byteLength }) => sum + byteLength, 0);
      terminal.out(`${input}: ${mebibytes(before)}\n${output}: ${mebibytes(bytes)}, ${rowsText(rows)}\n`);
      terminal.out(`ratio: ${(before / bytes).toFixed(2)}\n`);
    } finally {
      bar.clear();
    }
  },
};

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
