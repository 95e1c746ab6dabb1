import type { WrittenFile } from "@millrace/formats";
import { localWriteContext } from "@millrace/formats";
import type { WriteRequest } from "./arguments.ts";
import type { Table } from "./table.ts";
import { writeTable } from "./write-table.ts";

/** One table that was written. */
export interface WrittenTable {
  readonly table: Table;
  readonly numRows: number;
  readonly files: readonly WrittenFile[];
}

/** Writes the tables of a request, one after another. */
export async function* writeRequest(request: WriteRequest): AsyncGenerator<WrittenTable, void> {
  const context = localWriteContext();
  for (const table of request.tables) {
    const { seed, patients, users, nullRate } = request;
    const plan = { seed, patients, users, nullRate, rows: request.rows ?? table.defaultRows(request) };
    yield { table, numRows: plan.rows, files: await writeTable(context, table, plan, request.target) };
  }
}
