import type { Field } from "@millrace/core";
import { Boolean, MAX_ROW_STRIDE, Field as makeField, OptionError } from "@millrace/core";
import { topRows, topRowsKeys } from "@millrace/functions";
import type { Expr, NamedExpr, TopRowsNode } from "@millrace/plan";
import { ColumnExpr, exprKey, resolveExpr } from "@millrace/plan";
import type { Lowering } from "./lower.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import { append } from "./open-pipeline.ts";
import type { AggregateCall } from "./pipeline.ts";

/** The most bytes that a key takes in a group's row, and those of the hash and of padding. */
const KEY_BYTES = 17;
const OTHER_BYTES = 16;

/** Lowers the first rows of each group: a group-by whose only aggregate keeps rows, and a source that gives them. */
export function lowerTopRows(lowering: Lowering, node: TopRowsNode): readonly OpenPipeline[] {
  const schema = lowering.schema(node.input);
  const typed = (expr: Expr): { type: Field["type"]; nullable: boolean } => resolveExpr(expr, schema, lowering.catalog);
  const keys = node.keys.map(({ expr }, i) => makeField(`$key${i}`, typed(expr).type, typed(expr).nullable));
  const { args, order } = slotValues(node);
  const columns = args.map((arg, i) => makeField(`$top${i}`, typed(arg).type, typed(arg).nullable));
  const call: AggregateCall = {
    name: "$top",
    function: topRows.name,
    args,
    argTypes: columns.map(({ type }) => type),
    options: { limit: node.limit, keys: order },
    type: Boolean,
    columns,
  };
  checkSize(call, node);
  const inputs = lowering.lower(node.input);
  const estimatedGroups = lowering.rows(node) / node.limit;
  const state = lowering.addState({ kind: "aggregate", keys, calls: [call], estimatedGroups, ordered: true });
  lowering.close(inputs, { kind: "aggregate", state, keys: node.keys.map((key) => key.expr) });
  const outputs: NamedExpr[] = [
    ...node.keys.map(({ name }, i) => ({ name, expr: ColumnExpr(`$key${i}`) })),
    ...node.columns.map((name, i) => ({ name, expr: ColumnExpr(`$top${i}`) })),
  ];
  const source = { kind: "groups", state } as const;
  const open = { source, sourceSchema: { fields: [...keys, ...columns] }, operators: [], sequential: false };
  return append([open], { kind: "project", columns: outputs });
}

/** What a slot holds: the columns of the result, then what else is compared; and the order, as an option. */
function slotValues({ columns, by }: TopRowsNode): { readonly args: readonly Expr[]; readonly order: string } {
  const args: Expr[] = columns.map((name) => ColumnExpr(name));
  const order = by.map(({ expr, descending, nullsLast }) => {
    const known = args.findIndex((arg) => exprKey(arg) === exprKey(expr));
    return { arg: known < 0 ? args.push(expr) - 1 : known, descending, nullsLast };
  });
  return { args, order: topRowsKeys(order) };
}

/** The state of a group lies in one page. */
function checkSize({ argTypes, options }: AggregateCall, { keys, limit }: TopRowsNode): void {
  const bytes = topRows.state(argTypes, options).reduce((sum, { width }) => sum + width, 0);
  const room = MAX_ROW_STRIDE - OTHER_BYTES - keys.length * KEY_BYTES;
  if (bytes <= room) return;
  const most = Math.floor((room / bytes) * limit);
  throw new OptionError(
    `groupBy().topK keeps the rows of a group together: of these columns at most ${most}, not ${limit}. Ask for fewer rows or columns`,
    "topK",
    "k",
  );
}
