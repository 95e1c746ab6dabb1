import type { AggregateExpr } from "./aggregate.ts";
import type { AliasExpr } from "./alias.ts";
import type { CallExpr } from "./call.ts";
import type { CastExpr } from "./cast.ts";
import type { ColumnExpr } from "./column.ts";
import type { ConditionalExpr } from "./conditional.ts";
import type { LiteralExpr } from "./literal.ts";

/**
 * A value that a literal holds: integers, decimals, dates (days) and datetimes (us) as bigint, floats as number.
 * Plain data: it survives structuredClone.
 */
export type LiteralValue = null | boolean | bigint | number | string;

/** What an option of a function can be: plain data. */
export type OptionValue = null | boolean | number | string | readonly LiteralValue[];

/** The options of a call, by name. */
export type FunctionOptions = Readonly<Record<string, OptionValue>>;

/** An expression: frozen plain data, one kind of node each. */
export type Expr = ColumnExpr | LiteralExpr | CallExpr | CastExpr | ConditionalExpr | AliasExpr | AggregateExpr;
