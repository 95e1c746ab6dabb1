import type { LogicalPlan } from "@millrace/plan";
import { rewritePlan, ScanNode } from "@millrace/plan";
import { localFiles } from "@millrace/storage";

/**
 * A plan over the files as they are now: a frame may be collected long after its scan was made, and again after its files were
 * written anew. From here on to the query's end they must stay as they are.
 */
export function withCurrentFiles(plan: LogicalPlan): LogicalPlan {
  return rewritePlan(plan, (node) => {
    if (node.kind !== "scan" || node.source.kind !== "files") return node;
    const { source } = node;
    let isChanged = false;
    const files = source.files.map((file) => {
      const now = localFiles.identify(file.path);
      if (now.inode === file.inode && now.byteLength === file.byteLength && now.modifiedMs === file.modifiedMs) {
        return file;
      }
      isChanged = true;
      return { ...file, ...now };
    });
    return isChanged ? ScanNode({ ...node, source: { ...source, files } }) : node;
  });
}
