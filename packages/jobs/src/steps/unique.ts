import { readColumnNames } from "./column-names.ts";
import type { StepBody, StepType } from "./step-type.ts";

const kept = ["any", "first", "last", "none"] as const;

/** `{ type: unique, columns: [patient_id, facility], keep: first }`; without columns whole rows are compared. */
export const uniqueStep: StepType = {
  keys: ["columns", "keep", "maintain_order"],
  inputKeys: ["input"],
  keepsRows: false,
  read(fields): StepBody | undefined {
    const before = fields.node.issues.count;
    const node = fields.get("columns");
    const columns = node === undefined ? null : readColumnNames(node);
    const keep = fields.get("keep")?.readChoice(kept, "row to keep");
    const maintainOrder = fields.get("maintain_order")?.readBoolean();
    if (columns === undefined || fields.node.issues.count > before) return undefined;
    return {
      build([input]) {
        if (columns !== null && !columns.areIn(input!.schema)) return undefined;
        return input!.frame.unique({ subset: columns?.names, keep, maintainOrder });
      },
    };
  },
};
