import type { DataType } from "@millrace/core";
import { readTypes } from "../expressions/type-names.ts";
import type { ConfigNode, Fields } from "./config-node.ts";

/** A condition that rows have to meet before anything is published. */
export interface CheckConfig {
  readonly node: ConfigNode;
  /** The id whose rows are checked; null: the result. */
  readonly on: { readonly id: string; readonly node: ConfigNode } | null;
  readonly rule: CheckRule;
}

/** What is checked. */
export type CheckRule =
  | { readonly kind: "rows"; readonly min: number; readonly max: number | null }
  | { readonly kind: "schema"; readonly types: Readonly<Record<string, DataType>> }
  | { readonly kind: "unique"; readonly columns: readonly string[] }
  | { readonly kind: "not_null"; readonly columns: readonly string[] }
  | { readonly kind: "range"; readonly column: string; readonly min: number | null; readonly max: number | null };

const readers: Readonly<Record<CheckRule["kind"], (node: ConfigNode) => CheckRule | undefined>> = {
  rows(node) {
    const fields = node.readFields(["min", "max"]);
    const min = fields?.get("min") === undefined ? 0 : fields.get("min")!.readInteger(0);
    const max = fields?.get("max") === undefined ? null : fields.get("max")!.readInteger(0);
    if (fields === undefined || min === undefined || max === undefined) return undefined;
    return { kind: "rows", min, max };
  },
  schema(node) {
    const types = readTypes(node);
    return types === undefined ? undefined : { kind: "schema", types };
  },
  unique(node) {
    const columns = node.readStrings();
    return columns === undefined ? undefined : { kind: "unique", columns };
  },
  not_null(node) {
    const columns = node.readStrings();
    return columns === undefined ? undefined : { kind: "not_null", columns };
  },
  range(node) {
    const fields = node.readFields(["column", "min", "max"]);
    const column = fields?.need("column")?.readString();
    if (fields === undefined || column === undefined) return undefined;
    const min = bound(fields, "min");
    const max = bound(fields, "max");
    if (min === null && max === null) return node.fail('"min" or "max" is missing');
    return min === undefined || max === undefined ? undefined : { kind: "range", column, min, max };
  },
};

function bound(fields: Fields, key: string): number | null | undefined {
  const node = fields.get(key);
  return node === undefined ? null : node.readNumber();
}

const kinds = Object.keys(readers) as CheckRule["kind"][];

/**
 * Reads the list `checks`: each entry one of `rows: { min, max }`, `schema: { column: Type }`, `unique: [columns]`,
 * `not_null: [columns]`, `range: { column, min, max }`, with `on: id` where it is not for the result.
 */
export function readChecks(node: ConfigNode): CheckConfig[] {
  const checks = node.readItems()?.map(readCheck) ?? [];
  return checks.filter((check) => check !== undefined);
}

function readCheck(node: ConfigNode): CheckConfig | undefined {
  const fields = node.readFields([...kinds, "on"], "checks");
  if (fields === undefined) return undefined;
  const given = kinds.filter((kind) => fields.has(kind));
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    return node.fail(`one check is needed (${kinds.join(", ")}), not ${given.length}`);
  }
  const onNode = fields.get("on");
  const on = onNode === undefined ? null : { id: onNode.readString(), node: onNode };
  const ruleNode = fields.need(kind);
  const rule = ruleNode === undefined ? undefined : readers[kind](ruleNode);
  if (rule === undefined || (on !== null && on.id === undefined)) return undefined;
  return { node: ruleNode!, on: on as CheckConfig["on"], rule };
}
