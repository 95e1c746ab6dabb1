import {
  ColumnNotFoundError,
  Date as DateType,
  Decimal,
  Field,
  Float32,
  Int8,
  Int32,
  Int64,
  InvalidPlanError,
  Schema,
  String as StringType,
  TypeMismatchError,
  typeName,
} from "@millrace/core";
import { describe, expect, it } from "vitest";
import { exprText } from "../explain/expr-text.ts";
import { Branch, ConditionalExpr } from "../expr/conditional.ts";
import type { Expr } from "../expr/expr.ts";
import { LiteralExpr } from "../expr/literal.ts";
import { agg, call, col, lit } from "../testing/building.ts";
import { catalog } from "../testing/fake-catalog.ts";
import { coerceExpr } from "./coerce.ts";
import { resolveExpr, typeOf } from "./resolve-expr.ts";

const schema = Schema([
  Field("tiny", Int8, false),
  Field("int", Int32),
  Field("big", Int64),
  Field("price", Decimal(15, 2)),
  Field("ratio", Float32),
  Field("day", DateType),
  Field("name", StringType),
]);

const resolvedName = (expr: Expr): string => typeName(typeOf(expr, schema, catalog));
const coerced = (expr: Expr): string => {
  const result = coerceExpr(expr, schema, catalog);
  expect(typeName(typeOf(result, schema, catalog))).toBe(resolvedName(expr));
  return exprText(result);
};

describe("resolveExpr", () => {
  it("promotes numbers as Polars does", () => {
    expect(resolvedName(call("add", col("tiny"), col("big")))).toBe("Int64");
    expect(resolvedName(call("add", col("tiny"), col("ratio")))).toBe("Float32");
    expect(resolvedName(call("add", col("big"), col("ratio")))).toBe("Float64");
    expect(resolvedName(call("mul", col("price"), call("sub", lit(1n), lit(0.05))))).toBe("Float64");
  });

  it("gives bare numbers their neighbour's type", () => {
    expect(resolvedName(call("add", col("int"), lit(5n)))).toBe("Int32");
    expect(resolvedName(call("add", col("tiny"), lit(300n)))).toBe("Int16");
    expect(resolvedName(call("mul", col("ratio"), lit(0.1)))).toBe("Float32");
    expect(resolvedName(call("add", col("int"), lit(0.5)))).toBe("Float64");
    expect(resolvedName(call("sub", lit(1n), col("price")))).toBe("Decimal(16, 2)");
    expect(resolvedName(call("mul", col("price"), call("sub", lit(1n), col("price"))))).toBe("Decimal(31, 4)");
  });

  it("tells nullability", () => {
    expect(resolveExpr(col("tiny"), schema, catalog).nullable).toBe(false);
    expect(resolveExpr(call("add", col("tiny"), col("int")), schema, catalog).nullable).toBe(true);
    expect(resolveExpr(call("isNull", col("int")), schema, catalog).nullable).toBe(false);
  });

  it("names what was likely meant", () => {
    expect(() => typeOf(col("rato"), schema, catalog)).toThrow(ColumnNotFoundError);
    expect(() => typeOf(col("rato"), schema, catalog)).toThrow(/Did you mean "ratio"/);
    expect(() => typeOf(call("isNul", col("int")), schema, catalog)).toThrow(/Did you mean "isNull"/);
  });

  it("refuses text beside dates and aggregates of aggregates", () => {
    const day = LiteralExpr(1n, DateType);
    expect(() => typeOf(call("eq", col("name"), day), schema, catalog)).toThrow(TypeMismatchError);
    expect(() => typeOf(call("eq", col("name"), day), schema, catalog)).toThrow(/str\.toDate/);
    expect(() => typeOf(agg("sum", agg("sum", col("int"))), schema, catalog)).toThrow(InvalidPlanError);
  });
});

describe("coerceExpr", () => {
  it("writes implied casts out", () => {
    expect(coerced(call("add", col("int"), col("big")))).toBe("cast(int as Int64) + big");
    expect(coerced(call("add", col("tiny"), lit(300n)))).toBe("cast(tiny as Int16) + 300");
    expect(coerced(call("gt", col("int"), lit(0.5)))).toBe("cast(int as Float64) > 0.5");
  });

  it("types literals exactly", () => {
    const compared = coerceExpr(call("ge", col("price"), lit(0.05)), schema, catalog);
    expect(compared).toMatchObject({ args: [{ kind: "column" }, { value: 5n, type: Decimal(15, 2), dynamic: false }] });
    const single = coerceExpr(call("mul", col("ratio"), lit(0.1)), schema, catalog);
    expect(single).toMatchObject({ args: [{}, { value: Math.fround(0.1), type: Float32 }] });
  });

  it("brings branches to one type", () => {
    const choice = ConditionalExpr([Branch(call("isNull", col("int")), lit(1n))], col("tiny"));
    expect(coerced(choice)).toBe("when isNull(int) then 1 otherwise tiny");
    const wider = ConditionalExpr([Branch(call("isNull", col("int")), col("int"))], col("tiny"));
    expect(coerced(wider)).toBe("when isNull(int) then int otherwise cast(tiny as Int32)");
    expect(typeOf(choice, schema, catalog)).toEqual(Int8);
  });
});
