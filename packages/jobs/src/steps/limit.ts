import type { StepBody, StepType } from "./step-type.ts";

/** `{ type: limit, rows: 100, offset: 10 }` */
export const limitStep: StepType = {
  keys: ["rows", "offset"],
  inputKeys: ["input"],
  keepsRows: false,
  read(fields): StepBody | undefined {
    const rows = fields.need("rows")?.readInteger(0);
    const offset = fields.get("offset") === undefined ? 0 : fields.get("offset")!.readInteger(0);
    if (rows === undefined || offset === undefined) return undefined;
    return { build: ([input]) => input!.frame.slice(offset, rows) };
  },
};
