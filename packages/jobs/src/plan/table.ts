import type { DataType } from "@millrace/core";
import { didYouMean } from "@millrace/core";
import type { FrameSchema, LazyFrame } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";

/** What an id of a job stands for: a query and its columns. */
export interface Table {
  readonly frame: LazyFrame;
  readonly schema: FrameSchema;
}

/** The type of a column that a config names; notes a fault at the node where there is no such column. */
export function columnType(name: string, schema: FrameSchema, node: ConfigNode): DataType | undefined {
  if (schema.has(name)) return schema.get(name);
  return node.fail(`column not found: "${name}".${didYouMean(name, schema.names(), "columns")}`);
}
