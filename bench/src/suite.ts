// What a benchmark is, declared: suites say what to run over which data, engines say how, the harness does the rest.

import type { LazyFrame } from "millrace";

/** A file that every engine reads as one table; a CSV file whose name ends in ".gz" is compressed. */
export interface TableFile {
  readonly name: string;
  readonly format: "parquet" | "csv";
  readonly path: string;
}

/** The tables of a suite at one size. */
export interface DataSet {
  readonly tables: readonly TableFile[];
  /** Generator → seed, for the report. */
  readonly seeds: Readonly<Record<string, number>>;
}

/** Programs and packages that data generation may need; they live in a Python environment of the harness's own. */
export interface DataTools {
  /** The path of a program in the environment, after the packages that bring it were installed. */
  program(name: string, packages: readonly string[]): Promise<string>;
  /** Runs a program to its end; throws with the end of its error output. */
  run(command: string, args: readonly string[]): Promise<void>;
  /** Runs SQL statements in DuckDB. */
  duckdb(statements: readonly string[]): Promise<void>;
}

/** Where data sets are kept. */
export interface DataFolder {
  /** The path of a data set; it is generated when absent, and is complete when it is there at all. */
  make(name: string, generate: (target: string, tools: DataTools) => Promise<void>): Promise<string>;
}

/** Where a result goes: columns in memory, a Parquet file (zstd, level 1, for every engine) or a CSV file. */
export type QueryOutput = "memory" | "parquet" | "csv";

/** One unit of work, the same for every engine. */
export interface Query {
  /** Short and unique in its suite: "q1". */
  readonly name: string;
  /** For DuckDB, which gives the reference answer, and other engines that speak SQL. */
  readonly sql: string;
  /** Engine → the SQL that says the same in the form that suits it better. */
  readonly ownSql?: Readonly<Record<string, string>>;
  /** The same with the lazy API. */
  readonly build: (tables: Readonly<Record<string, LazyFrame>>) => LazyFrame;
  /** Where the result goes; memory when absent. */
  readonly output?: QueryOutput;
  /** The order that a file's rows have to be in: columns, "-" before a descending one. */
  readonly sortedBy?: readonly string[];
}

/** A set of queries over one data set. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** Which option gives the size of the data, and its default. */
  readonly size: { readonly option: "scale" | "rows"; readonly default: number };
  readonly data: (size: number, folder: DataFolder) => Promise<DataSet>;
  readonly queries: readonly Query[];
  /** The suite whose folder has the forms of engines that speak no SQL; its own when absent. */
  readonly formsOf?: string;
  /** Multiples of the size that each query runs at; 1 when absent. */
  readonly factors?: readonly number[];
  /** Numbers of threads that each query runs on; what the command line says when absent. */
  readonly threads?: readonly number[];
  /** Memory caps that each query runs under ("256MB"; null for none), unless the command line names one. */
  readonly memoryCaps?: readonly (string | null)[];
  /** Times programs of their own, from their start to the first row of the table "x", instead of queries. */
  readonly startPrograms?: boolean;
}
