import type { DataType, TypeKind } from "@millrace/core";
import { isFlat, isText, String as StringType, TypeMismatchError, typeName } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import { commonType } from "@millrace/plan";

/** Throws the TypeMismatchError of a function that its arguments do not suit. */
export function mismatch(name: string, args: readonly ArgumentType[], advice = ""): never {
  const types = args.map(({ type }) => typeName(type));
  throw new TypeMismatchError(`${name} is not defined for ${types.join(", ")}${advice === "" ? "" : `. ${advice}`}`, {
    function: name,
    types,
  });
}

/** Whether some argument can be null. */
export function anyNullable(args: readonly ArgumentType[]): boolean {
  return args.some(({ nullable }) => nullable);
}

/** Throws unless there are from `least` to `most` arguments. */
export function checkCount(name: string, args: readonly ArgumentType[], least: number, most: number = least): void {
  if (args.length >= least && args.length <= most) return;
  const wanted =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  throw new TypeMismatchError(`${name} takes ${wanted} arguments, not ${args.length}`);
}

/** The call whose arguments all have one type. */
export function uniform(args: readonly ArgumentType[], type: DataType, result: DataType): ResolvedCall {
  return { argTypes: args.map(() => type), result, nullable: anyNullable(args) };
}

/** The call of an aggregate that gives one of its argument's values, or null where there is none: texts of any kind as String. */
export function keptValue(name: string, args: readonly ArgumentType[]): ResolvedCall {
  checkCount(name, args, 1);
  const { type } = args[0]!;
  if (!isFlat(type)) mismatch(name, args);
  const kept = isText(type) ? StringType : type;
  return { argTypes: [kept], result: kept, nullable: true };
}

/** The type that all arguments share; throws where there is none. */
export function sharedType(name: string, args: readonly ArgumentType[], advice = ""): DataType {
  const common = commonType(args.map(({ type }) => type));
  if (common === null || !isFlat(common)) return mismatch(name, args, advice);
  return common;
}

/** The one argument's type, which has to be of these kinds or null. */
export function oneOf(name: string, args: readonly ArgumentType[], kinds: readonly TypeKind[], advice = ""): DataType {
  const [first] = args;
  if (first === undefined || (first.type.kind !== "null" && !kinds.includes(first.type.kind))) {
    return mismatch(name, args, advice);
  }
  return first.type;
}
