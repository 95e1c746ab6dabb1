import { MillraceError } from "@millrace/core";
import type { LazyFrame } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";
import type { Table } from "./table.ts";

/** The query with its columns; a fault that they have is noted at the node. Reads footers and samples only. */
export async function checkedTable(frame: LazyFrame, node: ConfigNode): Promise<Table | undefined> {
  try {
    return { frame, schema: await frame.collectSchema() };
  } catch (error) {
    return noteFault(error, node);
  }
}

/** Notes an error that the user's config is to blame for; throws others on. */
export function noteFault(error: unknown, node: ConfigNode): undefined {
  if (!(error instanceof MillraceError)) throw error;
  return node.fail(error.message);
}
