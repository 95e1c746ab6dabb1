import type { FrameData } from "@millrace/core";
import { columnReader, typeName } from "@millrace/core";
import { formatValue } from "./format-value.ts";

/** How a table is printed. */
export interface TableFormat {
  /** Rows shown at most, half from either end; default 10. */
  readonly maxRows?: number | undefined;
  /** Columns shown at most, half from either end; default 8. */
  readonly maxColumns?: number | undefined;
  /** Characters of a cell at most; default 32. */
  readonly maxCellWidth?: number | undefined;
  /** Characters of a line at most, where one column fits; default 120. */
  readonly maxWidth?: number | undefined;
}

const defaults = { maxRows: 10, maxColumns: 8, maxCellWidth: 32, maxWidth: 120 } as const;

/** A frame as a table: its shape, then names, types and rows between lines. */
export function tableText(frame: FrameData, format: TableFormat = {}): string {
  const { maxRows, maxCellWidth, maxWidth } = { ...defaults, ...definedOf(format) };
  let maxColumns = Math.max(1, format.maxColumns ?? defaults.maxColumns);
  const rows = shownRows(frame.numRows, maxRows);
  let lines = drawTable(frame, rows, maxColumns, maxCellWidth);
  while (maxColumns > 1 && displayWidth(lines[0] ?? "") > maxWidth) {
    maxColumns--;
    lines = drawTable(frame, rows, maxColumns, maxCellWidth);
  }
  return [`shape: (${frame.numRows}, ${frame.schema.fields.length})`, ...lines].join("\n");
}

function definedOf(format: TableFormat): Partial<typeof defaults> {
  return Object.fromEntries(Object.entries(format).filter(([, value]) => value !== undefined));
}

/** Row numbers from both ends, null for the gap. */
function shownRows(numRows: number, maxRows: number): (number | null)[] {
  if (numRows <= maxRows) return Array.from({ length: numRows }, (_, row) => row);
  const front = Math.ceil(maxRows / 2);
  const back = Math.floor(maxRows / 2);
  return [
    ...Array.from({ length: front }, (_, i) => i),
    null,
    ...Array.from({ length: back }, (_, i) => numRows - back + i),
  ];
}

function drawTable(frame: FrameData, rows: readonly (number | null)[], maxColumns: number, maxCell: number): string[] {
  const columns = shownRows(frame.schema.fields.length, maxColumns).map((column) =>
    column === null ? { head: ["…", ""], cells: rows.map(() => "…") } : cellsOf(frame, column, rows, maxCell),
  );
  if (columns.length === 0) return ["┌┐", "╞╡", "└┘"];
  const widths = columns.map(({ head, cells }) => Math.max(...[...head, ...cells].map(displayWidth)));
  const rule = (left: string, fill: string, cross: string, right: string): string =>
    left + widths.map((width) => fill.repeat(width + 2)).join(cross) + right;
  const line = (texts: readonly string[]): string =>
    `│ ${texts.map((text, i) => text + " ".repeat(widths[i]! - displayWidth(text))).join(" ┆ ")} │`;
  return [
    rule("┌", "─", "┬", "┐"),
    line(columns.map(({ head }) => head[0]!)),
    line(columns.map(({ head }) => (head[1] === "" ? "" : "---"))),
    line(columns.map(({ head }) => head[1]!)),
    rule("╞", "═", "╪", "╡"),
    ...rows.map((_, i) => line(columns.map(({ cells }) => cells[i]!))),
    rule("└", "─", "┴", "┘"),
  ];
}

function cellsOf(
  frame: FrameData,
  column: number,
  rows: readonly (number | null)[],
  maxCell: number,
): { head: string[]; cells: string[] } {
  const { name, type } = frame.schema.fields[column]!;
  const cells = rows.map((row) => {
    if (row === null) return "…";
    return truncate(formatValue(valueAt(frame, column, row), type), maxCell);
  });
  return { head: [truncate(name, maxCell), typeName(type)], cells };
}

function valueAt(frame: FrameData, column: number, row: number): ReturnType<ReturnType<typeof columnReader>> {
  let rest = row;
  for (const chunk of frame.chunks) {
    if (rest < chunk.numRows) {
      return columnReader(frame.schema.fields[column]!.type, chunk.columns[column]!, chunk.numRows)(rest);
    }
    rest -= chunk.numRows;
  }
  return null;
}

function truncate(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

function displayWidth(text: string): number {
  return [...text].length;
}
