import { parseIsoMicroseconds } from "@millrace/core";
import { readCondition } from "../expressions/condition.ts";
import type { ConfigNode } from "./config-node.ts";
import type { DateRangeFilter, FilterConfig, InputCondition, MembershipFilter } from "./job-config.ts";

/** The column of date ranges, and of keys such as `year`, where none is named. */
export const DEFAULT_TIME_COLUMN = "timestamp";

const none: FilterConfig = { memberships: [], dateRange: null, conditions: [] };

/**
 * Reads `filters`: `date_range: { column, start, end }`, `where: [{ column, in: [...] }, ...]` (or the list alone), and
 * lists under a column's name or its plural, as in `facilities: [UCSF, ZSFG]`.
 */
export function readFilters(node: ConfigNode | undefined): FilterConfig {
  if (node === undefined) return none;
  if (node.isList()) return { ...none, conditions: readWhere(node) };
  const memberships: MembershipFilter[] = [];
  let dateRange: DateRangeFilter | null = null;
  let conditions: InputCondition[] = [];
  for (const [key, child] of node.readEntries() ?? []) {
    if (child.value === null) continue;
    if (key === "date_range") dateRange = readDateRange(child) ?? null;
    else if (key === "where") conditions = readWhere(child);
    else if (child.readItems()?.every((item) => item.readScalar() !== undefined)) {
      memberships.push({ key, node: child, values: child });
    }
  }
  return { memberships, dateRange, conditions };
}

function readWhere(node: ConfigNode): InputCondition[] {
  const items = node.readItems({ orOne: true }) ?? [];
  return items.flatMap((item) => {
    const condition = readCondition(item);
    return condition === undefined ? [] : [{ condition, node: item }];
  });
}

function readDateRange(node: ConfigNode): DateRangeFilter | undefined {
  const fields = node.readFields(["column", "start", "end"]);
  if (fields === undefined) return undefined;
  const columnNode = fields.get("column");
  const column = columnNode === undefined ? DEFAULT_TIME_COLUMN : columnNode.readString();
  const start = fields.get("start");
  const end = fields.get("end");
  const startUs = start === undefined ? null : readMoment(start);
  const endUs = end === undefined ? null : readMoment(end);
  if (column === undefined || startUs === undefined || endUs === undefined) return undefined;
  if (startUs !== null && endUs !== null && startUs > endUs) {
    return end!.fail(`the end ${end!.value} lies before the start ${start!.value}`);
  }
  return { column, node, start: start ?? null, end: end ?? null };
}

function readMoment(node: ConfigNode): bigint | undefined {
  const us = typeof node.value === "string" ? parseIsoMicroseconds(node.value) : undefined;
  return (
    us ?? node.fail(`no date or time: ${JSON.stringify(node.value)}. Write it as 2024-01-31 or 2024-01-31T08:30:00`)
  );
}
