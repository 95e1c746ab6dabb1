import { SourceChangedError } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { LocalFiles } from "@millrace/storage";

/**
 * Throws a SourceChangedError unless the file is the one that the scan was planned for: same size, time of modification and
 * inode. A write that changes none of them cannot be told.
 */
export function requireUnchanged(files: LocalFiles, file: ScanFile): void {
  const now = files.identify(file.path);
  if (now.inode !== file.inode) throw new SourceChangedError(file.path, "inode");
  if (now.byteLength !== file.byteLength) throw new SourceChangedError(file.path, "size");
  if (now.modifiedMs !== file.modifiedMs) throw new SourceChangedError(file.path, "time of modification");
}
