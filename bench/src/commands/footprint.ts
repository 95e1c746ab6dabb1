import { statSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { readCsv, readParquet } from "millrace";
import { vitalsTables } from "../../suites/vitals/data.ts";
import { generatedData } from "../data-folder.ts";
import type { TableFile } from "../suite.ts";

const usage = `npm run bench -- footprint [options]

  --rows N          rows of the vitals (default: 1000000); the other tables have sizes of their own

What tables take as files, and in memory as frames that were read in whole.`;

/** A table as a file and as a frame. */
export interface Footprint {
  readonly file: string;
  readonly rows: number;
  readonly fileBytes: number;
  /** Of the frame's columns. */
  readonly memoryBytes: number;
}

/** Reads a table in whole and measures both. */
export async function footprintOf({ format, path }: TableFile): Promise<Footprint> {
  const frame = await (format === "csv" ? readCsv(path, { tryParseDates: true }) : readParquet(path));
  const { size } = statSync(path);
  return { file: basename(path), rows: frame.height, fileBytes: size, memoryBytes: frame.estimatedSize() };
}

/** A Markdown table: megabytes of 1,000,000 bytes, and memory over file. */
export function footprintLines(footprints: readonly Footprint[]): readonly string[] {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return [
    "| file | rows | file, MB | in memory, MB | memory / file |",
    "| --- | --- | --- | --- | --- |",
    ...footprints.map(({ file, rows, fileBytes, memoryBytes }) => {
      const cells = [file, rows, megabytes(fileBytes), megabytes(memoryBytes), (memoryBytes / fileBytes).toFixed(1)];
      return `| ${cells.join(" | ")} |`;
    }),
  ];
}

/** `bench footprint`: prints the table for the files of the vitals suite. */
export async function footprintCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { rows: { type: "string", default: "1000000" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const rows = Number(values.rows);
  if (!Number.isSafeInteger(rows) || rows < 1) throw new Error(`--rows is an integer above 0, not "${values.rows}".`);
  const { tables } = await vitalsTables(rows, generatedData);
  const footprints: Footprint[] = [];
  for (const table of tables) footprints.push(await footprintOf(table));
  for (const line of footprintLines(footprints)) console.log(line);
  return 0;
}
