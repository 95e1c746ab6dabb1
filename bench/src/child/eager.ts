import { createWriteStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { loadEagerForms } from "../../suites/eager-forms.ts";
import type { AnswerRows, AnswerValue, CaseTask } from "../case.ts";
import { tableReader } from "../eager/forms.ts";
import type { Table, Value } from "../eager/table.ts";
import { height } from "../eager/table.ts";
import type { NodeEngine, NodeResult } from "./node-engine.ts";
import { fileResult } from "./node-engine.ts";

/** The pandas-style baseline: files into arrays, arrays into arrays. */
export async function startEager(task: CaseTask): Promise<NodeEngine> {
  const form = (await loadEagerForms(task.suite))[task.query];
  if (form === undefined) throw new Error(`${task.query} has not been written for eager.`);
  const results = new WeakMap<NodeResult, Table>();
  return {
    version: `Node ${process.version}, fast-csv ${fastCsvVersion()}`,
    run: async ({ output }, path) => {
      const table = await form(tableReader(task.tables));
      if (output === "csv") {
        await writeCsv(table, path);
        return fileResult(height(table));
      }
      if (output === "parquet") throw new Error("The eager baseline writes no Parquet files.");
      const result = { rows: height(table), toAnswer: () => Promise.resolve(answerOf(table)) };
      results.set(result, table);
      return result;
    },
    writeAnswer: async (_task, result, base) => {
      const path = `${base}.csv`;
      await writeCsv(results.get(result)!, path);
      return path;
    },
    close: () => Promise.resolve(),
  };
}

function fastCsvVersion(): string {
  const folder = process.env["BENCH_FORMATS"] ?? join(import.meta.dirname, "../../../packages/formats");
  const path = createRequire(join(folder, "package.json")).resolve("fast-csv/package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

/** The rows of a table as the harness compares them. */
export function answerOf(table: Table): AnswerRows {
  const columns = Object.keys(table);
  const rows = Array.from({ length: height(table) }, (_, row) =>
    columns.map((name): AnswerValue => plainValue(table[name]![row] ?? null)),
  );
  return { columns, scales: columns.map(() => null), rows };
}

function plainValue(value: Value): AnswerValue {
  if (value instanceof Date) return value.toISOString().replace(/(\.000)?Z$/, "");
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}

async function writeCsv(table: Table, path: string): Promise<void> {
  const names = Object.keys(table);
  const columns = names.map((name) => table[name]!);
  async function* lines(): AsyncGenerator<string> {
    yield `${names.join(",")}\n`;
    let block = "";
    for (let row = 0; row < height(table); row++) {
      block += `${columns.map((column) => field(column[row]!)).join(",")}\n`;
      if (block.length < 1 << 16) continue;
      yield block;
      block = "";
    }
    yield block;
  }
  await pipeline(lines, createWriteStream(path));
}

function field(value: Value): string {
  if (value === null) return "";
  const text = String(plainValue(value));
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
