import type { Expr, FrameSchema } from "@millrace/frame";
import { col } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";
import { readDerivedColumn } from "../expressions/derived-column.ts";
import { columnType } from "../plan/table.ts";
import type { StepBody, StepType } from "./step-type.ts";

/** `{ type: select, columns: [facility, { name: year, column: timestamp, function: year }] }` */
export const selectStep: StepType = {
  keys: ["columns"],
  inputKeys: ["input"],
  keepsRows: true,
  read(fields): StepBody | undefined {
    const columns = fields.need("columns")?.readItems({ orOne: true, nonEmpty: true })?.map(readColumn);
    if (columns === undefined || columns.some((column) => column === undefined)) return undefined;
    return {
      build([input]) {
        const exprs = columns.map((column) => column!(input!.schema));
        return exprs.includes(undefined) ? undefined : input!.frame.select(...(exprs as Expr[]));
      },
    };
  },
};

function readColumn(node: ConfigNode): ((schema: FrameSchema) => Expr | undefined) | undefined {
  if (node.isMapping()) return readDerivedColumn(node)?.build;
  const name = node.readString();
  if (name === undefined) return undefined;
  return (schema) => (columnType(name, schema, node) === undefined ? undefined : col(name));
}
