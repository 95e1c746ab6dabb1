import { isNumeric, typeName } from "@millrace/core";
import type { Expr, FrameSchema } from "@millrace/frame";
import { col, lit, when } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";
import { columnType } from "../plan/table.ts";

/**
 * Reads `cut: { column: age, breaks: [18, 65], labels: [child, adult, senior] }`: the class of a number. A break belongs to
 * the class above it; null has no class. Without labels the classes are named "<18", "18-65" and ">=65".
 */
export function readCut(node: ConfigNode): ((schema: FrameSchema) => Expr | undefined) | undefined {
  const fields = node.readFields(["column", "breaks", "labels"]);
  if (fields === undefined) return undefined;
  const columnNode = fields.need("column");
  const column = columnNode?.readString();
  const breaks = readBreaks(fields.need("breaks"));
  const labelsNode = fields.get("labels");
  const labels = labelsNode === undefined ? defaultLabels(breaks ?? []) : labelsNode.readStrings();
  if (column === undefined || breaks === undefined || labels === undefined) return undefined;
  if (labels.length !== breaks.length + 1) {
    return (labelsNode ?? node).fail(
      `${breaks.length} breaks make ${breaks.length + 1} classes, but there are ${labels.length} labels`,
    );
  }
  return (schema) => {
    const type = columnType(column, schema, columnNode!);
    if (type === undefined) return undefined;
    if (!isNumeric(type)) return columnNode!.fail(`the column is ${typeName(type)}, and only numbers are cut`);
    const value = col(column);
    const [first, ...others] = breaks.map((limit, i) => ({ holds: value.lt(limit), label: lit(labels[i]!) }));
    let cases = when(first!.holds).then(first!.label);
    for (const { holds, label } of others) cases = cases.when(holds).then(label);
    return cases.when(value.isNotNull()).then(lit(labels.at(-1)!));
  };
}

function readBreaks(node: ConfigNode | undefined): number[] | undefined {
  const breaks = node?.readItems({ nonEmpty: true })?.map((item) => item.readNumber());
  if (breaks === undefined || breaks.some((limit) => limit === undefined)) return undefined;
  const isAscending = breaks.every((limit, i) => i === 0 || limit! > breaks[i - 1]!);
  return isAscending ? (breaks as number[]) : node!.fail("the breaks have to ascend");
}

function defaultLabels(breaks: readonly number[]): string[] {
  const between = breaks.slice(1).map((limit, i) => `${breaks[i]}-${limit}`);
  return [`<${breaks[0]}`, ...between, `>=${breaks.at(-1)}`];
}
