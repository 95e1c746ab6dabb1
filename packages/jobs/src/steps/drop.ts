import { readColumnNames } from "./column-names.ts";
import type { StepBody, StepType } from "./step-type.ts";

/** `{ type: drop, columns: [weight, height] }` */
export const dropStep: StepType = {
  keys: ["columns"],
  inputKeys: ["input"],
  keepsRows: true,
  read(fields): StepBody | undefined {
    const node = fields.need("columns");
    const columns = node === undefined ? undefined : readColumnNames(node);
    if (columns === undefined) return undefined;
    return { build: ([input]) => (columns.areIn(input!.schema) ? input!.frame.drop(columns.names) : undefined) };
  },
};
