import { conjunction, readConditions } from "../expressions/condition.ts";
import type { StepBody, StepType } from "./step-type.ts";

/** `{ type: filter, where: [{ column: bmi, ge: 12 }] }`; all conditions have to hold. */
export const filterStep: StepType = {
  keys: ["where"],
  inputKeys: ["input"],
  keepsRows: false,
  read(fields): StepBody | undefined {
    const node = fields.need("where");
    const conditions = node === undefined ? undefined : readConditions(node);
    if (conditions === undefined) return undefined;
    return {
      build([input]) {
        const predicate = conjunction(conditions.map((condition) => condition.build(input!.schema)));
        return predicate === undefined ? undefined : input!.frame.filter(predicate);
      },
    };
  },
};
