import { checkBoolean } from "@millrace/core";
import type { LogicalPlan, ScanSource } from "@millrace/plan";
import { ScanNode } from "@millrace/plan";
import { enginePort } from "../engine-port.ts";
import { filesPort } from "../files-port.ts";
import { LazyFrame } from "../lazy-frame.ts";
import type { FileScanOptions } from "./scan-options.ts";
import { FILE_SCAN_OPTION_NAMES, pathList, pathsLabel } from "./scan-options.ts";

/**
 * A lazy frame over files. The files are sorted out now, so that a path that matches nothing throws here; their columns when
 * the plan is first needed.
 */
export function scanFiles(
  format: string,
  paths: string | readonly string[],
  files: FileScanOptions,
  options: Readonly<Record<string, unknown>>,
): LazyFrame {
  const where = format === "csv" ? "scanCsv" : "scanParquet";
  const list = pathList(where, paths);
  for (const name of FILE_SCAN_OPTION_NAMES) if (files[name] !== undefined) checkBoolean(where, name, files[name]);
  const discovered = filesPort.discoverFiles(list, files);
  const source: ScanSource = { kind: "files", format, files: discovered, options, label: pathsLabel(list) };
  return new LazyFrame((): LogicalPlan => ScanNode({ source, sourceSchema: enginePort.inferScanSchema(source) }));
}
