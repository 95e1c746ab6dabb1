import type { ConfigNode } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";
import type { StepBody, StepType } from "./step-type.ts";

interface Key {
  readonly name: string;
  readonly node: ConfigNode;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** `{ type: sort, by: [facility, { column: year, descending: true, nulls_last: true }] }` */
export const sortStep: StepType = {
  keys: ["by", "descending", "nulls_last"],
  inputKeys: ["input"],
  keepsRows: true,
  read(fields): StepBody | undefined {
    const before = fields.node.issues.count;
    const descending = fields.get("descending")?.readBoolean() ?? false;
    const nullsLast = fields.get("nulls_last")?.readBoolean() ?? false;
    const items = fields.need("by")?.readItems({ orOne: true, nonEmpty: true });
    const read = items?.map((item) => readKey(item, descending, nullsLast));
    if (read === undefined || fields.node.issues.count > before) return undefined;
    const keys = read as Key[];
    return {
      build([input]) {
        const missing = keys.filter(({ name, node }) => columnType(name, input!.schema, node) === undefined);
        if (missing.length > 0) return undefined;
        return input!.frame.sort(
          keys.map(({ name }) => name),
          { descending: keys.map((key) => key.descending), nullsLast: keys.map((key) => key.nullsLast) },
        );
      },
    };
  },
};

function readKey(node: ConfigNode, descending: boolean, nullsLast: boolean): Key | undefined {
  if (!node.isMapping()) {
    const name = node.readString();
    return name === undefined ? undefined : { name, node, descending, nullsLast };
  }
  const fields = node.readFields(["column", "descending", "nulls_last"]);
  const name = fields?.need("column")?.readString();
  if (fields === undefined || name === undefined) return undefined;
  return {
    name,
    node,
    descending: fields.get("descending")?.readBoolean() ?? descending,
    nullsLast: fields.get("nulls_last")?.readBoolean() ?? nullsLast,
  };
}
