import type { Stats } from "node:fs";
import { readdirSync, statSync } from "node:fs";
import { extname, isAbsolute, join, relative, resolve } from "node:path";
import { FileNotFoundError } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import { ioError } from "@millrace/storage";
import { compareUtf8 } from "./compare-utf8.ts";
import { globFiles } from "./glob-files.ts";
import { partitionOf } from "./hive-partitions.ts";

/** How paths become files. */
export interface DiscoveryOptions {
  /** Read `*`, `**`, `?`, `[…]` and `{…}` as patterns; a path that exists as it stands is taken so. True by default. */
  readonly glob?: boolean;
  /** Read `key=value` folders as columns. "auto" (default): only below a folder or pattern that was given, not in a single file's path. */
  readonly hivePartitioning?: boolean | "auto";
  /** What relative paths are relative to; the process' own by default. */
  readonly cwd?: string;
  /** In a folder: only files with one of these extensions (".csv"). By default those that most files of the folder have. */
  readonly extensions?: readonly string[];
}

const patternMarks = /[*?[\]{}]/;

/**
 * The files of a path, a folder, a pattern, or a list of them. A list keeps its order; within a folder or pattern files are
 * sorted by the bytes of their path. Throws a FileNotFoundError that names the path or pattern without any file.
 */
export function discoverFiles(paths: string | readonly string[], options: DiscoveryOptions = {}): ScanFile[] {
  const cwd = options.cwd ?? process.cwd();
  const list = typeof paths === "string" ? [paths] : paths;
  return list.flatMap((path) => filesOf(path, cwd, options));
}

function filesOf(path: string, cwd: string, options: DiscoveryOptions): ScanFile[] {
  const absolute = isAbsolute(path) ? path : resolve(cwd, path);
  const status = statusOf(absolute);
  const hive = options.hivePartitioning ?? "auto";
  if (status?.isFile()) return [fileAt(absolute, hive === true ? cwd : null)];
  if (status?.isDirectory()) {
    const found = filesBelow(absolute, options.extensions);
    if (found.length === 0) throw new FileNotFoundError(path, "There is no file to read in the folder");
    return found.map((file) => fileAt(file, hive === false ? null : absolute));
  }
  if (options.glob === false || !patternMarks.test(path)) throw new FileNotFoundError(path);
  const pattern = absolute.replaceAll("\\", "/").replace(/\/+/g, "/");
  const fixed = fixedFolder(pattern);
  const found = globFiles(fixed, pattern.slice(fixed === "/" ? 1 : fixed.length + 1));
  if (found.length === 0) throw new FileNotFoundError(path);
  return found.map((file) => fileAt(file, hive === false ? null : fixed));
}

/** Null where nothing of that name can be; other failures are typed errors. */
function statusOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A long pattern is no name, and no system has names with a zero in them.
    if (code === "ENAMETOOLONG" || code === "ERR_INVALID_ARG_VALUE") return null;
    throw ioError(error, "read", path);
  }
}

/** The folder of a pattern up to its first mark. */
function fixedFolder(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => patternMarks.test(part));
  return parts.slice(0, first).join("/") || "/";
}

/** Every file below a folder, hidden ones and those that begin with "_" left out, of the wanted or else of the commonest extension. */
function filesBelow(folder: string, extensions: readonly string[] | undefined): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split("/")
          .some((part) => part.startsWith(".") || /^_[^=]*$/.test(part)),
    )
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .sort(compareUtf8);
  if (extensions !== undefined) return files.filter((path) => extensions.some((extension) => path.endsWith(extension)));
  const common = commonestExtension(files);
  return files.filter((path) => extname(path) === common);
}

function commonestExtension(files: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of files) counts.set(extname(path), (counts.get(extname(path)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareUtf8(a[0], b[0]))[0]?.[0] ?? "";
}

function fileAt(path: string, partitionRoot: string | null): ScanFile {
  const status = statSync(path);
  const partition = partitionRoot === null ? {} : partitionOf(relative(partitionRoot, path));
  return { path, byteLength: status.size, modifiedMs: status.mtimeMs, inode: status.ino, partition };
}
