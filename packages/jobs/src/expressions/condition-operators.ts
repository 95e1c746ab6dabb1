import type { DataType } from "@millrace/core";
import { isText, typeName } from "@millrace/core";
import type { Expr, FrameSchema } from "@millrace/frame";
import { lit } from "@millrace/frame";
import type { ConfigNode, Scalar } from "../config/config-node.ts";
import type { Operand } from "./operand.ts";
import { literalBeside, operandExpr, readOperand } from "./operand.ts";

/** The condition of an operator once the column is known; undefined where a fault was noted. */
export type Test = (column: Expr, type: DataType, schema: FrameSchema) => Expr | undefined;

/** Reads the operand of an operator. */
type ReadTest = (node: ConfigNode) => Test | undefined;

function comparison(build: (column: Expr, other: Expr) => Expr): ReadTest {
  return (node) => {
    const operand = readOperand(node);
    if (operand === undefined) return undefined;
    return (column, type, schema) => {
      const other = operandExpr(operand, type, schema);
      return other === undefined ? undefined : build(column, other);
    };
  };
}

/** Of an empty list no row is a member. */
function membership(negated: boolean): ReadTest {
  return (node) => {
    const items = node.readItems();
    const values = items?.map((item) => ({ item, value: item.readScalar() }));
    if (values === undefined || values.some(({ value }) => value === undefined)) return undefined;
    return (column, type) => {
      const literals = values.map(({ item, value }) => literalBeside(value as Scalar, type, item));
      if (literals.some((literal) => literal === undefined)) return undefined;
      const member = isMember(
        column,
        type,
        literals as Expr[],
        values.map(({ value }) => value as Scalar),
      );
      return negated ? member.not() : member;
    };
  };
}

function isMember(column: Expr, type: DataType, literals: readonly Expr[], values: readonly Scalar[]): Expr {
  if (literals.length === 0) return lit(false);
  const isMoment = type.kind === "date" || type.kind === "datetime";
  if (!isMoment) return column.isIn(values);
  const [first, ...others] = literals.map((literal) => column.eq(literal));
  return first!.or(...others);
}

const between: ReadTest = (node) => {
  const items = node.readItems();
  if (items === undefined) return undefined;
  if (items.length !== 2) return node.fail("two values are needed: [low, high]");
  const operands = items.map(readOperand);
  if (operands.some((operand) => operand === undefined)) return undefined;
  return (column, type, schema) => {
    const [low, high] = operands.map((operand) => operandExpr(operand as Operand, type, schema));
    return low === undefined || high === undefined ? undefined : column.isBetween(low, high);
  };
};

const isNull: ReadTest = (node) => {
  const wanted = node.readBoolean();
  if (wanted === undefined) return undefined;
  return (column) => (wanted ? column.isNull() : column.isNotNull());
};

function textTest(build: (column: Expr, text: string) => Expr): ReadTest {
  return (node) => {
    const text = node.readString();
    if (text === undefined) return undefined;
    return (column, type) =>
      isText(type) ? build(column, text) : node.fail(`the column is ${typeName(type)}, not text`);
  };
}

/** What a condition may say about its column. A new operator is one entry. */
export const conditionOperators: Readonly<Record<string, ReadTest>> = {
  eq: comparison((column, other) => column.eq(other)),
  ne: comparison((column, other) => column.ne(other)),
  gt: comparison((column, other) => column.gt(other)),
  ge: comparison((column, other) => column.ge(other)),
  lt: comparison((column, other) => column.lt(other)),
  le: comparison((column, other) => column.le(other)),
  in: membership(false),
  not_in: membership(true),
  between,
  is_null: isNull,
  starts_with: textTest((column, text) => column.str.startsWith(text)),
  ends_with: textTest((column, text) => column.str.endsWith(text)),
  contains: textTest((column, text) => column.str.contains(text, { literal: true })),
  like: textTest((column, text) => column.str.like(text)),
};
