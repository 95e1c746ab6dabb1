import type { DataType } from "@millrace/core";
import { isText, String as StringType } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import { anyNullable, checkCount, mismatch } from "../../resolve.ts";

/** So many text arguments; a Categorical stays one, its strings are used. */
export function resolveText(
  name: string,
  args: readonly ArgumentType[],
  count: number,
  result: DataType,
): ResolvedCall {
  checkCount(name, args, count);
  if (args.some(({ type }) => !isText(type) && type.kind !== "null")) mismatch(name, args, "Cast to String first");
  const argTypes = args.map(({ type }) => (type.kind === "null" ? StringType : type));
  return { argTypes, result, nullable: anyNullable(args) };
}
