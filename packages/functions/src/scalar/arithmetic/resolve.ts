import type { DataType } from "@millrace/core";
import { Decimal, Float64, isInteger, isNumeric } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import { decimalProduct, decimalShape, decimalSum } from "@millrace/plan";
import { anyNullable, checkCount, mismatch, sharedType, uniform } from "../../resolve.ts";

function numericType(name: string, args: readonly ArgumentType[]): DataType {
  checkCount(name, args, 2);
  const common = sharedType(name, args);
  if (common.kind !== "null" && !isNumeric(common)) mismatch(name, args);
  return common;
}

/** Sum or difference: decimals get one digit more, other numbers the type that holds both. */
export function resolveSum(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const common = numericType(name, args);
  // The arguments take the scale of the result but not its digit more: resolving the call again gives the same types.
  return uniform(args, common, common.kind === "decimal" ? decimalSum(common, common) : common);
}

/** Product: decimals add up digits and scales. */
export function resolveProduct(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const common = numericType(name, args);
  if (common.kind !== "decimal") return uniform(args, common, common);
  const types = args.map(({ type }) => {
    const { precision, scale } = type.kind === "null" ? decimalShape(common) : decimalShape(type);
    return Decimal(precision, scale);
  });
  return { argTypes: types, result: decimalProduct(types[0]!, types[1]!), nullable: anyNullable(args) };
}

/** True division: floats. */
export function resolveQuotient(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const common = numericType(name, args);
  const type = common.kind === "float32" || common.kind === "null" ? common : Float64;
  return uniform(args, type, type);
}

/** Floor division and its rest: integers stay integers (null for a divisor of 0), decimals become floats. */
export function resolveFloorDivision(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const common = numericType(name, args);
  const type = common.kind === "decimal" ? Float64 : common;
  return { ...uniform(args, type, type), nullable: isInteger(type) || anyNullable(args) };
}

/** One numeric argument, the result of its type. */
export function resolveUnary(name: string, args: readonly ArgumentType[]): ResolvedCall {
  checkCount(name, args, 1);
  const type = args[0]!.type;
  if (type.kind !== "null" && !isNumeric(type)) mismatch(name, args);
  return uniform(args, type, type);
}

/** One numeric argument, the result a float. */
export function resolveFloat(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const { result } = resolveUnary(name, args);
  const type = result.kind === "float32" || result.kind === "null" ? result : Float64;
  return uniform(args, type, type);
}
