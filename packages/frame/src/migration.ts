import { OptionError } from "@millrace/core";

/** Names of other libraries and of older versions, with what to write today. Functions, methods and what they became. */
export const migration: {
  readonly frame: Readonly<Record<string, string>>;
  readonly expr: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, string>>;
} = {
  frame: {
    groupby: "groupBy",
    group_by: "groupBy",
    withColumn: "withColumns",
    with_column: "withColumns",
    with_columns: "withColumns",
    withRowCount: "withRowIndex",
    with_row_index: "withRowIndex",
    sink_parquet: "sinkParquet",
    sinkCSV: "sinkCsv",
    sink_csv: "sinkCsv",
    collect_schema: "collectSchema",
    drop_nulls: "dropNulls",
    top_k: "topK",
    bottom_k: "bottomK",
    where: "filter",
    distinct: "unique",
    orderBy: "sort",
    sortBy: "sort",
    sort_values: "sort",
    assign: "withColumns",
    merge: "join",
    fetch: "head(n).collect",
    describeOptimizedPlan: "explain",
    describePlan: "explain({ optimized: false })",
    explainOptimized: "explain",
    profileMemory: "profile",
    writeCSV: "writeCsv",
    write_csv: "writeCsv",
    write_parquet: "writeParquet",
    toObjects: "toRecords",
    to_dicts: "toRecords",
    toRecord: "toRecords",
    getColumn: "column",
    get_column: "column",
    vstack: "concat([a, b])",
  },
  expr: {
    gtEq: "ge",
    ltEq: "le",
    neq: "ne",
    plus: "add",
    minus: "sub",
    multiplyBy: "mul",
    divideBy: "div",
    modulo: "mod",
    as: "alias",
    is_in: "isIn",
    is_between: "isBetween",
    is_null: "isNull",
    is_not_null: "isNotNull",
    fill_null: "fillNull",
    n_unique: "nUnique",
    avg: "mean",
  },
  functions: {
    scanCSV: "scanCsv",
    scan_csv: "scanCsv",
    scan_parquet: "scanParquet",
    readCSV: "readCsv",
    read_csv: "readCsv",
    read_parquet: "readParquet",
    concatString: "concatStr",
    concat_str: "concatStr",
    readRecords: "fromRecords",
    from_records: "fromRecords",
  },
};

/**
 * Puts a getter for each old name on a prototype that throws an OptionError with the name of today. Names that the prototype has
 * are left alone.
 */
export function rejectOldNames(prototype: object, where: string, names: Readonly<Record<string, string>>): void {
  for (const [old, today] of Object.entries(names)) {
    if (old in prototype) continue;
    Object.defineProperty(prototype, old, {
      configurable: true,
      enumerable: false,
      get(): never {
        const call = today.includes("(") ? today : `${today}()`;
        throw new OptionError(`${where} has no method "${old}": it is called ${call}`, where, old, [today]);
      },
    });
  }
}
