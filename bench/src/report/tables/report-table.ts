// The tables of a report as data: Markdown and HTML only print them.

/** A cell: text, and whether it is the best of its row. */
export interface Cell {
  readonly text: string;
  readonly best?: boolean;
}

/** A table with a title. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Whether a column holds numbers, which stand on the right. */
export function isNumeric({ rows }: ReportTable, column: number): boolean {
  return rows.every((row) => /^(–|failed|differs|[\d.]+( of \d+)?)$/.test(row[column]?.text ?? ""));
}

/** A cell of text. */
export function cell(text: string): Cell {
  return { text };
}
