import type { DataType } from "@millrace/core";
import { isInteger } from "@millrace/core";

/** Whether values of a type can index an array or a bitmap: integers of at most 64 bits with a sign. */
export function isIndexable(type: DataType): boolean {
  return (isInteger(type) && type.kind !== "uint64") || type.kind === "date" || type.kind === "datetime";
}
