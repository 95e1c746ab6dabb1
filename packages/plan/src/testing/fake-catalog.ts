// A catalogue of a few functions for the planner's own tests: enough of each kind, and one that fails.

import type { DataType } from "@millrace/core";
import {
  Boolean as BooleanType,
  Float64,
  Int64,
  isFloat,
  isNumeric,
  String as StringType,
  TypeMismatchError,
  typeName,
  UInt32,
} from "@millrace/core";
import type {
  ArgumentType,
  FunctionCatalog,
  FunctionProperties,
  FunctionSignature,
  ResolvedCall,
} from "../catalogue.ts";
import { decimalProduct, decimalSum } from "../types/decimal-arithmetic.ts";
import { commonType } from "../types/supertype.ts";

const strict: FunctionProperties = { elementwise: true, deterministic: true, fallible: false, nullPropagating: true };
const tolerant: FunctionProperties = { ...strict, nullPropagating: false };

function mismatch(name: string, args: readonly ArgumentType[], advice = ""): never {
  throw new TypeMismatchError(
    `${name} is not defined for ${args.map((arg) => typeName(arg.type)).join(", ")}.${advice}`,
  );
}

const anyNullable = (args: readonly ArgumentType[]): boolean => args.some((arg) => arg.nullable);

function arithmetic(name: string, decimal: (a: DataType, b: DataType) => DataType): FunctionSignature["resolve"] {
  return (args): ResolvedCall => {
    const types = args.map((arg) => arg.type);
    const common = commonType(types);
    const [a, b] = types;
    if (common === null || a === undefined || b === undefined || !isNumeric(common)) return mismatch(name, args);
    const nullable = anyNullable(args);
    if (common.kind !== "decimal") return { argTypes: types.map(() => common), result: common, nullable };
    return { argTypes: types, result: decimal(a, b), nullable };
  };
}

function comparison(name: string): FunctionSignature["resolve"] {
  return (args) => {
    const common = commonType(args.map((arg) => arg.type));
    if (common === null) return mismatch(name, args, " Parse the text with str.toDate or str.toDatetime first.");
    return { argTypes: args.map(() => common), result: BooleanType, nullable: anyNullable(args) };
  };
}

const toBoolean: FunctionSignature["resolve"] = (args) => ({
  argTypes: args.map((arg) => arg.type),
  result: BooleanType,
  nullable: anyNullable(args),
});

const connective: FunctionSignature["resolve"] = (args) => {
  if (args.some(({ type }) => type.kind !== "boolean" && type.kind !== "null")) return mismatch("and/or/not", args);
  return { argTypes: args.map(() => BooleanType), result: BooleanType, nullable: anyNullable(args) };
};

function define(
  name: string,
  resolve: FunctionSignature["resolve"],
  properties: FunctionProperties = strict,
): [string, FunctionSignature] {
  return [name, { name, properties, resolve }];
}

const nullTest: FunctionSignature["resolve"] = (args, options) => ({ ...toBoolean(args, options), nullable: false });

const scalars = new Map<string, FunctionSignature>([
  define("add", arithmetic("add", decimalSum)),
  define("sub", arithmetic("sub", decimalSum)),
  define("mul", arithmetic("mul", decimalProduct)),
  ...["eq", "ne", "lt", "le", "gt", "ge"].map((name) => define(name, comparison(name))),
  define("isIn", comparison("isIn")),
  define("isBetween", comparison("isBetween")),
  define("and", connective, tolerant),
  define("or", connective, tolerant),
  define("not", connective),
  define("isNull", nullTest, tolerant),
  define("isNotNull", nullTest, tolerant),
  define("str.startsWith", toBoolean),
  define("str.toDate", (args) => ({ argTypes: [StringType], result: { kind: "date" }, nullable: anyNullable(args) }), {
    ...strict,
    fallible: true,
  }),
  define("random", () => ({ argTypes: [], result: Float64, nullable: false }), { ...tolerant, deterministic: false }),
]);

const aggregates = new Map<string, FunctionSignature>([
  define("len", () => ({ argTypes: [], result: UInt32, nullable: false }), tolerant),
  define("sum", ([arg]) => {
    const type = arg?.type ?? Int64;
    return { argTypes: [type], result: isFloat(type) ? Float64 : Int64, nullable: false };
  }),
  define("mean", ([arg]) => ({ argTypes: [arg?.type ?? Int64], result: Float64, nullable: true })),
  define("min", ([arg]) => ({ argTypes: [arg?.type ?? Int64], result: arg?.type ?? Int64, nullable: true })),
]);

/** The catalogue. */
export const catalog: FunctionCatalog = {
  scalar: (name) => scalars.get(name),
  aggregate: (name) => aggregates.get(name),
  names: () => [...scalars.keys(), ...aggregates.keys()],
};
