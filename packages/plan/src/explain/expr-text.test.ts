import { Date as DateType, Datetime, Decimal } from "@millrace/core";
import { expect, it } from "vitest";
import { LiteralExpr } from "../expr/literal.ts";
import { agg, call, col, lit } from "../testing/building.ts";
import { exprText } from "./expr-text.ts";

const a = col("a");
const b = col("b");

it("prints operators with as few brackets as the meaning needs", () => {
  expect(exprText(call("sub", call("sub", a, b), call("sub", a, b)))).toBe("a - b - (a - b)");
  expect(exprText(call("mul", call("add", a, b), call("neg", call("add", a, b))))).toBe("(a + b) * -(a + b)");
  expect(exprText(call("and", call("or", a, b), call("not", call("eq", a, b))))).toBe("(a or b) and not (a = b)");
  expect(exprText(call("div", agg("sum", a), agg("len")))).toBe("sum(a) / len()");
});

it("prints literals as a reader writes them", () => {
  expect(exprText(lit('a "b"'))).toBe('"a \\"b\\""');
  expect(exprText(LiteralExpr(10471n, DateType))).toBe("1998-09-02");
  expect(exprText(LiteralExpr(-1n, DateType))).toBe("1969-12-31");
  expect(exprText(LiteralExpr(-500_000n, Datetime))).toBe("1969-12-31T23:59:59.5");
  expect(exprText(LiteralExpr(-5n, Decimal(15, 2)))).toBe("-0.05");
});
