import type { DataType, QueryOptions } from "@millrace/core";
import { Float64, isFlat, isNumeric, typeName } from "@millrace/core";
import type { DataFrame, Expr, LazyFrame } from "@millrace/frame";
import { col, fromRecords, len, lit } from "@millrace/frame";
import { countText } from "../run/job-log.ts";
import { UsageError } from "./arguments.ts";
import type { Command } from "./command.ts";
import { queryArguments, queryOptionSpecs } from "./query-arguments.ts";
import { scanPath } from "./scan-path.ts";

/** No statistic is left out, however narrow the terminal is. */
const WHOLE = { maxRows: 1000, maxColumns: 20, maxWidth: 1000 } as const;

/** `millrace describe FILE` */
export const describeCommand: Command = {
  usage: "describe FILE [options]",
  summary: "Show the columns of a file with their types, counts, nulls, means, medians and extremes",
  details: "FILE may be a pattern. The rows stream through one query.",
  options: queryOptionSpecs,
  async run(context) {
    const [path, ...others] = context.args.positionals;
    if (path === undefined || others.length > 0)
      throw new UsageError("describe takes one name: millrace describe FILE");
    const { rows, table } = await describeFiles(scanPath(path), queryArguments(context));
    context.terminal.out(`${path}: ${countText(rows)} rows, ${table.height} columns\n${table.toString(WHOLE)}\n`);
  },
};

const statistics = ["count", "nulls", "mean", "std", "min", "median", "max"] as const;

/** One row for each column of the files. */
async function describeFiles(scan: LazyFrame, query: QueryOptions): Promise<{ rows: number; table: DataFrame }> {
  const schema = await scan.collectSchema();
  const columns = [...schema].map(([name, type], i) => ({ name, type, measures: measuresOf(name, type, `c${i}`) }));
  const measures = columns.flatMap((column) => column.measures);
  const [values] = (await scan.select(len().alias("rows"), ...measures).collect(query)).toRecords();
  const records = columns.map(({ name, type }, i) => {
    const texts = statistics.map((statistic) => [statistic, valueText(values?.[`c${i}_${statistic}`])]);
    return { column: name, type: typeName(type), ...Object.fromEntries(texts) } as Record<string, string | null>;
  });
  return { rows: Number(values?.["rows"] ?? 0), table: fromRecords(records) };
}

function measuresOf(name: string, type: DataType, prefix: string): Expr[] {
  const column = col(name);
  const none = lit(null, Float64);
  const number = isNumeric(type);
  const ordered = isFlat(type) && type.kind !== "null";
  const exprs: Record<(typeof statistics)[number], Expr> = {
    count: type.kind === "unsupported" ? none : column.count(),
    nulls: type.kind === "unsupported" ? none : column.nullCount(),
    mean: number ? column.mean() : none,
    std: number ? column.std() : none,
    min: ordered ? column.min() : none,
    median: number ? column.median() : none,
    max: ordered ? column.max() : none,
  };
  return statistics.filter((key) => exprs[key] !== none).map((key) => exprs[key].alias(`${prefix}_${key}`));
}

function valueText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && !Number.isInteger(value)) return value.toPrecision(6);
  return value instanceof Date ? value.toISOString().replace(/\.?0*Z$/, "") : `${value}`;
}
