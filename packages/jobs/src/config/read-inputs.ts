import type { CsvScanOptions } from "@millrace/frame";
import { readTypes } from "../expressions/type-names.ts";
import type { ConfigNode, Fields } from "./config-node.ts";
import type { InputConfig, InputFormat } from "./job-config.ts";

const formats: readonly InputFormat[] = ["parquet", "csv"];

/** What a file's extension says, a compression's extension aside. */
const formatsByExtension: Readonly<Record<string, InputFormat>> = {
  parquet: "parquet",
  pq: "parquet",
  csv: "csv",
  tsv: "csv",
};

/** The format of a path by its extension; undefined where it has none that is known. */
export function formatOfPath(path: string): InputFormat | undefined {
  const extension = /\.([^./\\*]+)$/.exec(path.replace(/\.(gz|gzip|zst)$/i, ""))?.[1];
  return extension === undefined ? undefined : formatsByExtension[extension.toLowerCase()];
}

/** The separator that goes with a path's extension. */
export function separatorOfPath(path: string): string {
  return /\.tsv(\.(gz|gzip|zst))?$/i.test(path) ? "\t" : ",";
}

/** The CSV options of a config, with how each is read. */
const csvOptions: Readonly<
  Record<string, readonly [option: keyof CsvScanOptions, read: (node: ConfigNode) => unknown]>
> = {
  separator: ["separator", (node) => node.readString()],
  quote_char: ["quoteChar", (node) => node.readString()],
  comment_prefix: ["commentPrefix", (node) => node.readString()],
  has_header: ["hasHeader", (node) => node.readBoolean()],
  skip_rows: ["skipRows", (node) => node.readInteger(0)],
  null_values: ["nullValues", (node) => node.readStrings()],
  schema: ["schema", readTypes],
  infer_schema_length: ["inferSchemaLength", (node) => node.readInteger(0)],
  try_parse_dates: ["tryParseDates", (node) => node.readBoolean()],
  ignore_errors: ["ignoreErrors", (node) => node.readBoolean()],
  truncate_ragged_lines: ["truncateRaggedLines", (node) => node.readBoolean()],
};

/** Reads `inputs`: an id for each source, with its path and what of it is wanted. */
export function readInputs(node: ConfigNode | undefined): InputConfig[] {
  const entries = node?.readEntries() ?? [];
  if (node?.isMapping() && entries.length === 0) node.fail("there is no input");
  return entries.map(([id, child]) => readInput(id, child)).filter((input) => input !== undefined);
}

function readInput(id: string, node: ConfigNode): InputConfig | undefined {
  const fields = node.readFields(["path", "format", "columns", "casts", ...Object.keys(csvOptions)]);
  if (fields === undefined) return undefined;
  const pathNode = fields.need("path");
  const paths = pathNode?.readStrings();
  const format = readFormat(fields, paths, pathNode);
  const columns = readColumns(fields.get("columns"));
  const castsNode = fields.get("casts");
  const casts = castsNode === undefined ? {} : readTypes(castsNode);
  const csv = format === undefined ? undefined : readCsvOptions(fields, format);
  if (
    paths === undefined ||
    format === undefined ||
    columns === undefined ||
    casts === undefined ||
    csv === undefined
  ) {
    return undefined;
  }
  const defaults: CsvScanOptions = { tryParseDates: true, separator: separatorOfPath(paths[0]!) };
  return {
    id,
    node,
    paths,
    pathNode: pathNode!,
    format,
    columns,
    casts,
    castsNode: castsNode ?? null,
    csv: format === "csv" ? { ...defaults, ...csv } : {},
  };
}

function readFormat(
  fields: Fields,
  paths: readonly string[] | undefined,
  pathNode: ConfigNode | undefined,
): InputFormat | undefined {
  const node = fields.get("format");
  if (node !== undefined) return node.readChoice(formats, "format");
  if (paths === undefined) return undefined;
  return (
    formatOfPath(paths[0]!) ??
    pathNode!.fail(`the format does not show from the extension of "${paths[0]}": add format: ${formats.join(" or ")}`)
  );
}

function readColumns(node: ConfigNode | undefined): InputConfig["columns"] | undefined {
  if (node === undefined) return null;
  const nodes = node.readItems({ orOne: true, nonEmpty: true });
  const names = nodes?.map((item) => item.readString());
  if (nodes === undefined || names === undefined || names.some((name) => name === undefined)) return undefined;
  const repeated = names.findIndex((name, i) => names.indexOf(name) < i);
  if (repeated >= 0) return nodes[repeated]!.fail(`the column "${names[repeated]}" is listed twice`);
  return { names: names as string[], nodes };
}

function readCsvOptions(fields: Fields, format: InputFormat): CsvScanOptions | undefined {
  const before = fields.node.issues.count;
  const options: Record<string, unknown> = {};
  for (const [key, [option, read]] of Object.entries(csvOptions)) {
    const node = fields.get(key);
    if (node === undefined) continue;
    if (format !== "csv") node.fail(`"${key}" is an option of CSV, the input is ${format}`);
    else options[option] = read(node);
  }
  return fields.node.issues.count > before ? undefined : options;
}
