import { resolve } from "node:path";
import { InvalidArgumentError } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { walkPlan } from "@millrace/plan";
import { realPath } from "@millrace/storage";

/** Throws if a file that is to be written is one that the plan reads: by any name that leads there. */
export function refuseSource(plan: LogicalPlan, target: string): void {
  const written = realPath(target) ?? resolve(target);
  walkPlan(plan, (node) => {
    if (node.kind !== "scan" || node.source.kind !== "files") return true;
    const source = node.source.files.find(({ path }) => (realPath(path) ?? path) === written);
    if (source === undefined) return true;
    throw new InvalidArgumentError(
      `A query cannot write to a file that it reads: ${target}. Write to another file and rename it when the query is done`,
      { path: target, source: source.path },
    );
  });
}
