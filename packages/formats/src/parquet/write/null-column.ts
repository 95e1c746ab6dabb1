import type { ColumnTask } from "./column-task.ts";
import { PAGE_ROWS } from "./column-task.ts";
import type { PageWriter } from "./page-writer.ts";

/** Encodes a column of nulls: levels without values. */
export function writeNullColumn(task: ColumnTask, writer: PageWriter): void {
  for (let row = 0; row < task.numRows; row += PAGE_ROWS) {
    const numRows = Math.min(PAGE_ROWS, task.numRows - row);
    writer.writePlain({ row, numRows, nullCount: numRows, bounds: null }, 0, 0);
  }
}
