// The one place where the frame package meets file discovery.

import * as formats from "@millrace/formats";
import type { ScanFile } from "@millrace/plan";
import type { FileScanOptions } from "./scans/scan-options.ts";

/** What finds the files of a scan. */
export interface FilesPort {
  /** The files of paths and patterns, sorted; throws a FileNotFoundError that names what matches nothing. */
  discoverFiles(paths: readonly string[], options: FileScanOptions): readonly ScanFile[];
}

/** Discovery of local files. */
export const filesPort: FilesPort = formats as unknown as FilesPort;
