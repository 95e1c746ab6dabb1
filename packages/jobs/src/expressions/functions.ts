import type { DataType } from "@millrace/core";
import { Int64, isText, typeName } from "@millrace/core";
import type { Expr, FrameSchema } from "@millrace/frame";
import { col, when } from "@millrace/frame";
import type { ConfigNode, Fields } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";
import { operandExpr, readOperand } from "./operand.ts";
import { readType } from "./type-names.ts";

/** Applies a function to a column of that type; undefined where a fault was noted. */
type Apply = (column: Expr, type: DataType, schema: FrameSchema) => Expr | undefined;

/** A function of one column, with the keys that it takes beside `column` and `function`. */
interface ColumnFunction {
  readonly keys: readonly string[];
  read(fields: Fields): Apply | undefined;
}

function plain(build: (column: Expr) => Expr): ColumnFunction {
  return { keys: [], read: () => build };
}

function part(name: TimePart): ColumnFunction {
  return {
    keys: [],
    read: (fields) => (column, type) => timePart(name, column, type, fields.get("column") ?? fields.node),
  };
}

/** The parts of a date that group-by keys may be named after. */
export type TimePart = "year" | "month" | "day" | "weekday" | "hour" | "minute" | "second" | "date";

const timeParts: Readonly<Record<TimePart, { readonly ofDate: boolean; readonly build: (column: Expr) => Expr }>> = {
  year: { ofDate: true, build: (column) => column.dt.year() },
  month: { ofDate: true, build: (column) => column.dt.month() },
  day: { ofDate: true, build: (column) => column.dt.day() },
  weekday: { ofDate: true, build: (column) => column.dt.weekday() },
  hour: { ofDate: false, build: (column) => column.dt.hour() },
  minute: { ofDate: false, build: (column) => column.dt.minute() },
  second: { ofDate: false, build: (column) => column.dt.second() },
  date: { ofDate: false, build: (column) => column.dt.date() },
};

/** Their names. */
export const TIME_PARTS: readonly string[] = Object.keys(timeParts);

/** A part of a date or time; notes a fault where the column is none. */
export function timePart(name: TimePart, column: Expr, type: DataType, node: ConfigNode): Expr | undefined {
  const { ofDate, build } = timeParts[name];
  if (type.kind === "datetime" || (type.kind === "date" && ofDate)) return build(column);
  return node.fail(
    `${name} is taken of a ${ofDate ? "Date or Datetime" : "Datetime"}, the column is ${typeName(type)}`,
  );
}

/** A function of the column and one more: a constant, or `{ column: other }`. */
function binary(build: (column: Expr, other: Expr) => Expr): ColumnFunction {
  return {
    keys: ["value"],
    read(fields) {
      const node = fields.need("value");
      const operand = node === undefined ? undefined : readOperand(node);
      if (operand === undefined) return undefined;
      return (column, type, schema) => {
        const other = operandExpr(operand, type, schema);
        return other === undefined ? undefined : build(column, other);
      };
    },
  };
}

const round: ColumnFunction = {
  keys: ["decimals"],
  read(fields) {
    const node = fields.get("decimals");
    const decimals = node === undefined ? 0 : node.readInteger(0);
    return decimals === undefined ? undefined : (column) => column.round(decimals);
  },
};

const clip: ColumnFunction = {
  keys: ["min", "max"],
  read(fields) {
    const min = fields.get("min");
    const max = fields.get("max");
    if (min === undefined && max === undefined) return fields.node.fail('the function clip needs "min" or "max"');
    const low = min === undefined ? null : min.readNumber();
    const high = max === undefined ? null : max.readNumber();
    return low === undefined || high === undefined ? undefined : (column) => column.clip(low, high);
  },
};

const cast: ColumnFunction = {
  keys: ["to", "strict"],
  read(fields) {
    const to = fields.need("to");
    const type = to === undefined ? undefined : readType(to);
    const strict = fields.get("strict") === undefined ? true : fields.get("strict")!.readBoolean();
    return type === undefined || strict === undefined ? undefined : (column) => column.cast(type, { strict });
  },
};

const truncate: ColumnFunction = {
  keys: ["every"],
  read(fields) {
    const every = fields.need("every")?.readString();
    return every === undefined ? undefined : (column) => column.dt.truncate(every);
  },
};

function parse(build: (column: Expr, format: string | undefined, strict: boolean) => Expr): ColumnFunction {
  return {
    keys: ["format", "strict"],
    read(fields) {
      const strict = fields.get("strict") === undefined ? true : fields.get("strict")!.readBoolean();
      const formatNode = fields.get("format");
      const format = formatNode === undefined ? null : formatNode.readString();
      if (strict === undefined || format === undefined) return undefined;
      return (column, type) =>
        isText(type)
          ? build(column, format ?? undefined, strict)
          : fields.node.fail(`only text is parsed, the column is ${typeName(type)}`);
    },
  };
}

/** Full years from the day in `since` to the day in the column: the age at that day. */
const yearsSince: ColumnFunction = {
  keys: ["since"],
  read(fields) {
    const node = fields.need("since");
    const since = node?.readString();
    if (since === undefined) return undefined;
    return (column, type, schema) => {
      const sinceType = columnType(since, schema, node!);
      if (sinceType === undefined) return undefined;
      const end = { year: timePart("year", column, type, fields.node), dayOfYear: dayKey(column) };
      const start = { year: timePart("year", col(since), sinceType, node!), dayOfYear: dayKey(col(since)) };
      if (end.year === undefined || start.year === undefined) return undefined;
      const years = end.year.cast(Int64).sub(start.year.cast(Int64));
      return when(end.dayOfYear.lt(start.dayOfYear)).then(years.sub(1)).otherwise(years);
    };
  },
};

/** Month and day as one number that orders days within a year. */
function dayKey(column: Expr): Expr {
  return column.dt.month().cast(Int64).mul(100).add(column.dt.day().cast(Int64));
}

/** The functions of `with_columns`, `select` and keys, by name. A new one is one entry. */
export const columnFunctions: Readonly<Record<string, ColumnFunction>> = {
  ...(Object.fromEntries(TIME_PARTS.map((name) => [name, part(name as TimePart)])) as Record<string, ColumnFunction>),
  truncate,
  years_since: yearsSince,
  add: binary((column, other) => column.add(other)),
  sub: binary((column, other) => column.sub(other)),
  mul: binary((column, other) => column.mul(other)),
  div: binary((column, other) => column.div(other)),
  floor_div: binary((column, other) => column.floorDiv(other)),
  mod: binary((column, other) => column.mod(other)),
  fill_null: binary((column, other) => column.fillNull(other)),
  abs: plain((column) => column.abs()),
  neg: plain((column) => column.neg()),
  round,
  clip,
  cast,
  is_null: plain((column) => column.isNull()),
  lower: plain((column) => column.str.toLowercase()),
  upper: plain((column) => column.str.toUppercase()),
  strip: plain((column) => column.str.stripChars()),
  length: plain((column) => column.str.lenChars()),
  to_date: parse((column, format, strict) => column.str.toDate(format, { strict })),
  to_datetime: parse((column, format, strict) => column.str.toDatetime(format, { strict })),
};
