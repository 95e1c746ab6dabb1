import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadArqueroForms } from "../../suites/arquero-forms.ts";
import type { Arquero, ArqueroTable, ReadArqueroTable } from "../arquero/forms.ts";
import type { AnswerRows, AnswerValue, CaseTask } from "../case.ts";
import { readTable } from "../eager/read-files.ts";
import type { NodeEngine, NodeResult } from "./node-engine.ts";
import { fileResult } from "./node-engine.ts";

/** Arquero: CSV with its own reader; Parquet, which it has no reader for, with hyparquet. */
export async function startArquero(task: CaseTask): Promise<NodeEngine> {
  const folder = join(process.env["BENCH_NPM"]!, "node_modules/arquero");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const main = join(folder, manifest.exports?.["."]?.import ?? manifest.module ?? manifest.main);
  const arquero = (await import(pathToFileURL(main).href)) as Arquero;
  const form = (await loadArqueroForms(task.suite))[task.query];
  if (form === undefined) throw new Error(`${task.query} has not been written for arquero.`);
  const results = new WeakMap<NodeResult, ArqueroTable>();
  return {
    version: manifest.version,
    run: async ({ output }, path) => {
      const table = await form(readerOf(task, arquero), arquero);
      if (output !== "memory") {
        writeFileSync(path, table.toCSV());
        return fileResult(table.numRows());
      }
      const result = { rows: table.numRows(), toAnswer: () => Promise.resolve(answerOf(table)) };
      results.set(result, table);
      return result;
    },
    writeAnswer: async (_task, result, base) => {
      const path = `${base}.csv`;
      writeFileSync(path, results.get(result)!.toCSV());
      return path;
    },
    close: () => Promise.resolve(),
  };
}

interface Manifest {
  readonly version: string;
  readonly main: string;
  readonly module?: string;
  readonly exports?: Readonly<Record<string, { readonly import?: string }>>;
}

function readerOf({ tables }: CaseTask, arquero: Arquero): ReadArqueroTable {
  return async (name, columns) => {
    const file = tables.find((table) => table.name === name);
    if (file === undefined) throw new Error(`There is no table "${name}".`);
    if (file.format === "csv") return arquero.loadCSV(file.path);
    return arquero.table(await readTable(file, columns));
  };
}

function answerOf(table: ArqueroTable): AnswerRows {
  const columns = table.columnNames();
  const arrays = columns.map((name) => table.array(name));
  const rows = Array.from({ length: table.numRows() }, (_, row) => arrays.map((array) => plainValue(array[row])));
  return { columns, scales: columns.map(() => null), rows };
}

function plainValue(value: unknown): AnswerValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString().replace(/(\.000)?Z$/, "");
  return typeof value === "boolean" ? value : String(value);
}
