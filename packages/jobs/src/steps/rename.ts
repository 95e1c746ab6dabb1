import { columnType } from "../plan/table.ts";
import type { StepBody, StepType } from "./step-type.ts";

/** `{ type: rename, columns: { old: new } }` */
export const renameStep: StepType = {
  keys: ["columns"],
  inputKeys: ["input"],
  keepsRows: true,
  read(fields): StepBody | undefined {
    const entries = fields.need("columns")?.readEntries();
    const names = entries?.map(([old, node]) => ({ old, node, name: node.readString() }));
    if (names === undefined || names.some(({ name }) => name === undefined)) return undefined;
    return {
      build([input]) {
        const missing = names.filter(({ old, node }) => columnType(old, input!.schema, node) === undefined);
        if (missing.length > 0) return undefined;
        return input!.frame.rename(Object.fromEntries(names.map(({ old, name }) => [old, name!])));
      },
    };
  },
};
