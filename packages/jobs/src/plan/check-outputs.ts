import { dirname } from "node:path";
import { kindOfPath, realTarget } from "@millrace/storage";
import type { OutputConfig } from "../config/job-config.ts";
import type { InputFile } from "./input-tables.ts";

/** A file that a job reads, and what it is to the job. */
export interface SourceFile extends Pick<InputFile, "path"> {
  /** As in "the config". */
  readonly role: string;
}

/** Notes outputs that would replace a file that the job reads, by any name that leads there, and those that cannot be files. */
export function checkOutputs({ files }: OutputConfig, sources: readonly SourceFile[]): void {
  const roles = new Map(sources.map(({ path, role }) => [realTarget(path), role]));
  for (const { path, node } of files) {
    const target = realTarget(path);
    const role = roles.get(target);
    if (role !== undefined) node.fail(`this would replace a file that the job reads, ${role}: ${path}`);
    else if (kindOfPath(target) === "folder") node.fail(`it is a folder: ${path}. Name a file`);
    else if (hasFileOnTheWay(target)) node.fail(`a part of the path is a file, not a folder: ${path}`);
  }
}

function hasFileOnTheWay(target: string): boolean {
  let folder = dirname(target);
  while (kindOfPath(folder) === null && folder !== dirname(folder)) folder = dirname(folder);
  return kindOfPath(folder) === "file";
}
