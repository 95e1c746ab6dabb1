import type { FrameSchema } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";

/** Column names of a config, each with its place. */
export interface ColumnNames {
  readonly names: readonly string[];
  /** Whether the input has all of them; notes a fault for each that it lacks. */
  areIn(schema: FrameSchema): boolean;
}

/** Reads a list of names, or one alone. */
export function readColumnNames(node: ConfigNode): ColumnNames | undefined {
  const items = node.readItems({ orOne: true, nonEmpty: true });
  const names = items?.map((item) => item.readString());
  if (items === undefined || names === undefined || names.some((name) => name === undefined)) return undefined;
  return {
    names: names as string[],
    // Not with every(): all missing columns are to be noted.
    areIn: (schema) => items.filter((item, i) => columnType(names[i]!, schema, item) === undefined).length === 0,
  };
}
