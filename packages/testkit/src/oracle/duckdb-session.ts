import type { DuckDBConnection } from "@duckdb/node-api";
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampValue,
  DuckDBTypeId,
} from "@duckdb/node-api";
import type { CellValue, ColumnKind } from "../tables/column-kind.ts";
import type { Table } from "../tables/generate-table.ts";
import type { Answer } from "./answer.ts";
import { answerOfDuckdb } from "./answer.ts";
import { quoted, sqlType } from "./sql-text.ts";

/** A DuckDB database in memory: the oracle. */
export class DuckdbSession {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** An empty database with one thread, which keeps the order of rows. */
  static async open(): Promise<DuckdbSession> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    return new DuckdbSession(instance, await instance.connect());
  }

  /** Creates the table and fills it. */
  async load(table: Table): Promise<void> {
    const columns = table.columns.map(({ name, kind }) => `${name} ${sqlType(kind.type)}`);
    await this.run(`create table ${table.name} (${columns.join(", ")})`);
    const appender = await this.#connection.createAppender(table.name);
    const appends = table.columns.map(({ kind }) => appendOf(kind));
    for (let row = 0; row < table.numRows; row++) {
      for (const [i, { values }] of table.columns.entries()) {
        const value = values[row] ?? null;
        if (value === null) appender.appendNull();
        else appends[i]!(appender, value);
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Writes the rows of a query to a Parquet file. */
  async writeParquet(sql: string, path: string, rowGroupSize: number): Promise<void> {
    await this.run(`copy (${sql}) to ${quoted(path)} (format parquet, row_group_size ${rowGroupSize})`);
  }

  /** Runs a statement for its effect. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** The rows of a query. */
  async query(sql: string): Promise<Answer> {
    const result = await this.#connection.runAndReadAll(sql);
    const isFloat = result
      .columnTypes()
      .map(({ typeId }) => typeId === DuckDBTypeId.FLOAT || typeId === DuckDBTypeId.DOUBLE);
    const rows = result.getRows().map((row) => row.map((value, i) => answerOfDuckdb(value, isFloat[i]!)));
    return { columns: result.columnNames(), rows };
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

type Appender = Awaited<ReturnType<DuckDBConnection["createAppender"]>>;

function appendOf({ type }: ColumnKind): (appender: Appender, value: CellValue) => void {
  switch (type.kind) {
    case "boolean":
      return (appender, value) => appender.appendBoolean(value === true);
    case "int8":
      return (appender, value) => appender.appendTinyInt(Number(value));
    case "int16":
      return (appender, value) => appender.appendSmallInt(Number(value));
    case "int32":
      return (appender, value) => appender.appendInteger(Number(value));
    case "int64":
      return (appender, value) => appender.appendBigInt(BigInt(value));
    case "uint8":
      return (appender, value) => appender.appendUTinyInt(Number(value));
    case "uint16":
      return (appender, value) => appender.appendUSmallInt(Number(value));
    case "uint32":
      return (appender, value) => appender.appendUInteger(Number(value));
    case "uint64":
      return (appender, value) => appender.appendUBigInt(BigInt(value));
    case "float32":
      return (appender, value) => appender.appendFloat(Number(value));
    case "float64":
      return (appender, value) => appender.appendDouble(Number(value));
    case "decimal":
      return (appender, value) =>
        appender.appendDecimal(new DuckDBDecimalValue(BigInt(value), type.precision, type.scale));
    case "date":
      return (appender, value) => appender.appendDate(new DuckDBDateValue(Number(value)));
    case "datetime":
      return (appender, value) => appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value)));
    case "string":
      return (appender, value) => appender.appendVarchar(String(value));
    default:
      throw new RangeError(`Generated tables have no columns of type ${type.kind}`);
  }
}
