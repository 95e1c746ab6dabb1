import { FileNotFoundError, isText, parseIsoMicroseconds, typeName } from "@millrace/core";
import type { Expr, FrameSchema, LazyFrame } from "@millrace/frame";
import { col, date, datetime, scanCsv, scanParquet } from "@millrace/frame";
import type { ConfigNode } from "../config/config-node.ts";
import type { DateRangeFilter, FilterConfig, InputConfig } from "../config/job-config.ts";
import { conditionOperators } from "../expressions/condition-operators.ts";
import { checkedTable, noteFault } from "./checked-schema.ts";
import type { Table } from "./table.ts";
import { columnType } from "./table.ts";

const US_A_DAY = 86_400_000_000n;

/** A file of an input. */
export interface InputFile {
  readonly path: string;
  readonly byteLength: number;
}

/** An input: its files, and its rows with casts and filters applied. */
export interface InputTable {
  readonly id: string;
  readonly files: readonly InputFile[];
  /** Before the filters. */
  readonly unfiltered: Table;
  readonly table: Table;
}

/** Scans an input; undefined where a fault was noted. Paths are relative to the current directory. */
export async function openInput(
  input: InputConfig,
): Promise<{ table: Table; files: readonly InputFile[] } | undefined> {
  let scan: LazyFrame;
  try {
    scan =
      input.format === "csv"
        ? scanCsv(input.paths, {
            ...input.csv,
            ...(input.csv.schema === undefined ? { schemaOverrides: input.casts } : {}),
          })
        : scanParquet(input.paths);
  } catch (error) {
    if (error instanceof FileNotFoundError) return input.pathNode.fail(`no file matches ${error.details.path}`);
    return noteFault(error, input.pathNode);
  }
  const scanned = await checkedTable(scan, input.pathNode);
  if (scanned === undefined) return undefined;
  const table = await projected(scanned, input);
  return table === undefined ? undefined : { table, files: filesOf(scan) };
}

/** The files that a scan found, from its plan. */
export function filesOf(scan: LazyFrame): InputFile[] {
  const plan = scan.plan();
  if (plan.kind !== "scan" || plan.source.kind !== "files") return [];
  return plan.source.files.map(({ path, byteLength }) => ({ path, byteLength }));
}

/** Only the wanted columns, with the types that are wanted of them. */
async function projected({ frame, schema }: Table, input: InputConfig): Promise<Table | undefined> {
  const { names, nodes } = input.columns ?? { names: schema.names(), nodes: [] };
  const missing = nodes.filter((node, i) => columnType(names[i]!, schema, node) === undefined);
  const stray = Object.keys(input.casts).filter((name) => {
    const node = input.castsNode!.at(name, null);
    if (columnType(name, schema, node) === undefined) return true;
    if (names.includes(name)) return false;
    node.fail(`"${name}" is not among the columns of the input`);
    return true;
  });
  if (missing.length > 0 || stray.length > 0) return undefined;
  const exprs = names.map((name) => {
    const type = input.casts[name];
    return type === undefined ? col(name) : col(name).cast(type);
  });
  return checkedTable(frame.select(...exprs), input.node);
}

/** Puts the job's filters on every input that has their columns; notes filters that none has. */
export async function filterInputs(
  inputs: ReadonlyMap<string, Table>,
  filters: FilterConfig,
): Promise<ReadonlyMap<string, Table>> {
  noteUnused(inputs, filters);
  const filtered = new Map<string, Table>();
  for (const [id, table] of inputs) {
    const predicates = predicatesFor(table.schema, filters);
    const frame = predicates.length === 0 ? table.frame : table.frame.filter(...predicates);
    filtered.set(id, { frame, schema: table.schema });
  }
  return filtered;
}

function predicatesFor(schema: FrameSchema, { memberships, dateRange, conditions }: FilterConfig): Expr[] {
  const predicates: (Expr | undefined)[] = [];
  for (const { key, values } of memberships) {
    const column = columnOfKey(key, schema);
    if (column === undefined) continue;
    predicates.push(conditionOperators["in"]!(values)?.(col(column), schema.get(column), schema));
  }
  if (dateRange !== null && schema.has(dateRange.column)) predicates.push(...dateBounds(dateRange, schema));
  for (const { condition } of conditions) {
    if (condition.columns.every((name) => schema.has(name))) predicates.push(condition.build(schema));
  }
  return predicates.filter((predicate) => predicate !== undefined);
}

/** Notes filters whose columns no input has: a misspelt filter would otherwise let every row through. */
function noteUnused(inputs: ReadonlyMap<string, Table>, { memberships, dateRange, conditions }: FilterConfig): void {
  const schemas = [...inputs.values()].map(({ schema }) => schema);
  const listed = schemas.flatMap((schema) => schema.names()).filter((name, i, names) => names.indexOf(name) === i);
  const none = (names: readonly string[], node: ConfigNode): void => {
    const quoted = names.map((name) => `"${name}"`).join(" or ");
    node.fail(`no input has a column ${quoted}. The columns are: ${listed.join(", ")}`);
  };
  for (const { key, node } of memberships) {
    if (!schemas.some((schema) => columnOfKey(key, schema) !== undefined)) none(columnNames(key), node);
  }
  if (dateRange !== null && !schemas.some((schema) => schema.has(dateRange.column)))
    none([dateRange.column], dateRange.node);
  for (const { condition, node } of conditions) {
    if (!schemas.some((schema) => condition.columns.every((name) => schema.has(name)))) none(condition.columns, node);
  }
}

/** What a key of `filters` may mean: the column of that name, else of its singular. */
function columnNames(key: string): string[] {
  const singulars = key.endsWith("ies") ? [`${key.slice(0, -3)}y`] : [];
  if (/(s|x|z|ch|sh)es$/.test(key)) singulars.push(key.slice(0, -2));
  if (/[^s]s$/.test(key)) singulars.push(key.slice(0, -1));
  return [key, ...singulars];
}

/** The column that a key of `filters` means in this input: `facilities` is `facility` where there is no `facilities`. */
function columnOfKey(key: string, schema: FrameSchema): string | undefined {
  return columnNames(key).find((name) => schema.has(name));
}

function dateBounds({ column, node, start, end }: DateRangeFilter, schema: FrameSchema): (Expr | undefined)[] {
  const type = schema.get(column);
  if (type.kind !== "date" && type.kind !== "datetime") {
    const advice = isText(type) ? ". Read it as Datetime: casts, or try_parse_dates for CSV" : "";
    return [node.fail(`the column "${column}" is ${typeName(type)}, not a date${advice}`)];
  }
  const isDate = type.kind === "date";
  const bounds: (Expr | undefined)[] = [];
  if (start !== null) bounds.push(col(column).ge(isDate ? date(dayText(start)) : datetime(start.value as string)));
  if (end === null) return bounds;
  // An end without a time is a day, and the day belongs to the range.
  if (isDate) bounds.push(col(column).le(date(dayText(end))));
  else if (isDay(end)) bounds.push(col(column).lt(datetime(nextDayText(end))));
  else bounds.push(col(column).le(datetime(end.value as string)));
  return bounds;
}

function microseconds(node: ConfigNode): bigint {
  return parseIsoMicroseconds(node.value as string)!;
}

/** Whether the text is a day alone. */
function isDay(node: ConfigNode): boolean {
  return /^\s*\d{4}-\d{2}-\d{2}\s*$/.test(node.value as string);
}

function dayText(node: ConfigNode): string {
  return new Date(Number(microseconds(node) / 1000n)).toISOString().slice(0, 10);
}

function nextDayText(node: ConfigNode): string {
  return new Date(Number((microseconds(node) + US_A_DAY) / 1000n)).toISOString().slice(0, 10);
}
