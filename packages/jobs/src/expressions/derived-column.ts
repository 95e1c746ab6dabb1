import type { Expr, FrameSchema } from "@millrace/frame";
import { coalesce, col, concatStr, lit } from "@millrace/frame";
import type { ConfigNode, Fields } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";
import { readCut } from "./cut.ts";
import { columnFunctions } from "./functions.ts";

/** A named expression of a config, waiting for the columns of its input. */
export interface DerivedColumn {
  readonly name: string;
  readonly node: ConfigNode;
  /** The expression under its name; undefined where a fault was noted. */
  build(schema: FrameSchema): Expr | undefined;
}

/** Builds the expression without its name. */
type Build = (schema: FrameSchema) => Expr | undefined;

/** The ways to say what a column holds, each under its own key. */
const forms: Readonly<Record<string, (fields: Fields, node: ConfigNode) => Build | undefined>> = {
  column: readColumnForm,
  value: readValueForm,
  cut: (_, node) => readCut(node),
  concat: readConcatForm,
  coalesce: readCoalesceForm,
};

const operandKeys = ["function", ...new Set(Object.values(columnFunctions).flatMap(({ keys }) => keys))];

/**
 * Reads `{ name: year, column: timestamp, function: year }`: a name, and what the column holds. That is another column
 * (`column`, with or without a `function` and what it takes), a constant (`value`), classes of a number (`cut`), texts joined
 * (`concat`), or the first value that is not null (`coalesce`).
 */
export function readDerivedColumn(node: ConfigNode): DerivedColumn | undefined {
  const names = Object.keys(forms);
  const fields = node.readFields(["name", ...names, ...operandKeys]);
  if (fields === undefined) return undefined;
  const name = fields.need("name")?.readString();
  const form = fields.has("column") ? "column" : names.find((key) => fields.has(key));
  if (form === undefined) return node.fail(`what the column holds is missing: ${names.join(", ")}`);
  const child = fields.need(form);
  const build = child === undefined ? undefined : forms[form]!(fields, child);
  if (name === undefined || build === undefined) return undefined;
  return { name, node, build: (schema) => build(schema)?.alias(name) };
}

function readColumnForm(fields: Fields, node: ConfigNode): Build | undefined {
  const column = node.readString();
  const functionNode = fields.get("function");
  if (functionNode === undefined) {
    const stray = operandKeys.find((key) => fields.has(key));
    if (stray !== undefined) return fields.node.fail(`"${stray}" needs a "function"`);
    if (column === undefined) return undefined;
    return (schema) => (columnType(column, schema, node) === undefined ? undefined : col(column));
  }
  const name = functionNode.readChoice(Object.keys(columnFunctions), "function");
  if (name === undefined || column === undefined) return undefined;
  const definition = columnFunctions[name]!;
  const stray = operandKeys.find((key) => key !== "function" && fields.has(key) && !definition.keys.includes(key));
  if (stray !== undefined) return fields.node.fail(`the function ${name} takes no "${stray}"`);
  const apply = definition.read(fields);
  if (apply === undefined) return undefined;
  return (schema) => {
    const type = columnType(column, schema, node);
    return type === undefined ? undefined : apply(col(column), type, schema);
  };
}

function readValueForm(_: Fields, node: ConfigNode): Build | undefined {
  const value = node.readScalar();
  return value === undefined ? undefined : () => lit(value);
}

function readConcatForm(fields: Fields, node: ConfigNode): Build | undefined {
  const parts = node.readItems({ nonEmpty: true })?.map((item) => {
    // Text names a column, as everywhere; a constant is written { value: "-" }.
    if (!item.isMapping()) return { column: item.readString(), item };
    return { text: item.readFields(["value"])?.need("value")?.readString(), item };
  });
  if (parts === undefined || parts.some(({ column, text }) => column === undefined && text === undefined)) {
    return undefined;
  }
  if (fields.has("function")) return fields.node.fail('"concat" takes no "function"');
  return (schema) => {
    const found = parts.every(
      ({ column, item }) => column === undefined || columnType(column, schema, item) !== undefined,
    );
    return found
      ? concatStr(parts.map(({ column, text }) => (column === undefined ? lit(text) : col(column))))
      : undefined;
  };
}

function readCoalesceForm(_: Fields, node: ConfigNode): Build | undefined {
  const items = node.readItems({ nonEmpty: true });
  const columns = items?.map((item) => item.readString());
  if (items === undefined || columns === undefined || columns.some((name) => name === undefined)) return undefined;
  return (schema) => {
    const found = items.every((item, i) => columnType(columns[i]!, schema, item) !== undefined);
    return found ? coalesce(...columns.map((name) => col(name!))) : undefined;
  };
}
