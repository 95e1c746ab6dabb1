import type { DataType, EngineChoice } from "@millrace/core";
import type { CsvScanOptions } from "@millrace/frame";
import type { Condition } from "../expressions/condition.ts";
import type { StepBody, StepType } from "../steps/step-type.ts";
import type { CheckConfig } from "./check-config.ts";
import type { ConfigNode } from "./config-node.ts";

/** A job as its config says; structure and names are checked, columns are not yet. */
export interface JobConfig {
  readonly name: string;
  readonly description: string | null;
  readonly inputs: readonly InputConfig[];
  readonly filters: FilterConfig;
  readonly steps: readonly StepConfig[];
  readonly outputs: OutputConfig;
  readonly settings: SettingsConfig;
  readonly checks: readonly CheckConfig[];
  /** The config as plain data, overrides applied. */
  readonly source: unknown;
}

/** The formats of inputs. */
export type InputFormat = "parquet" | "csv";

/** Files to read. */
export interface InputConfig {
  readonly id: string;
  readonly node: ConfigNode;
  readonly paths: readonly string[];
  readonly pathNode: ConfigNode;
  readonly format: InputFormat;
  /** Null: all. */
  readonly columns: { readonly names: readonly string[]; readonly nodes: readonly ConfigNode[] } | null;
  readonly casts: Readonly<Record<string, DataType>>;
  readonly castsNode: ConfigNode | null;
  readonly csv: CsvScanOptions;
}

/** Filters of all inputs that have the column, before everything else. */
export interface FilterConfig {
  readonly memberships: readonly MembershipFilter[];
  readonly dateRange: DateRangeFilter | null;
  readonly conditions: readonly InputCondition[];
}

/** A filter under a column's name or its plural. */
export interface MembershipFilter {
  readonly key: string;
  readonly node: ConfigNode;
  readonly values: ConfigNode;
}

/** Bounds of a date column, both inclusive; an end without a time includes its whole day. */
export interface DateRangeFilter {
  readonly column: string;
  readonly node: ConfigNode;
  readonly start: ConfigNode | null;
  readonly end: ConfigNode | null;
}

/** A condition and the inputs that it is for; null: all that have its columns. */
export interface InputCondition {
  readonly condition: Condition;
  readonly node: ConfigNode;
}

/** A use of an id. */
export interface Reference {
  readonly id: string;
  readonly node: ConfigNode;
}

/** A step of the job. */
export interface StepConfig {
  readonly id: string;
  readonly typeName: string;
  readonly type: StepType;
  readonly node: ConfigNode;
  readonly inputs: readonly Reference[];
  readonly body: StepBody;
}

/** The kinds of files that a job writes. */
export const OUTPUT_KINDS = ["parquet", "csv", "log", "manifest", "checksums"] as const;
/** One of them. */
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** A file to write. */
export interface OutputFile {
  readonly kind: OutputKind;
  readonly path: string;
  readonly node: ConfigNode;
}

/** Files to write; null where one is not wanted. */
export interface OutputConfig extends Readonly<Record<OutputKind, string | null>> {
  /** The id whose rows are written. */
  readonly result: Reference;
  /** Those that are wanted. */
  readonly files: readonly OutputFile[];
}

/** How the job runs. */
export interface SettingsConfig {
  readonly engine: EngineChoice;
  readonly compression: Compression;
  /** Bytes; null: as the environment or the machine says. */
  readonly memory: number | null;
  readonly threads: number | null;
  readonly tempDir: string | null;
  readonly timeoutMs: number | null;
  readonly rowCounts: RowCounts;
}

/** The codecs of Parquet. */
export const COMPRESSIONS = ["zstd", "snappy", "uncompressed"] as const;
/** One of them. */
export type Compression = (typeof COMPRESSIONS)[number];
/** The engines. */
export const ENGINES: readonly EngineChoice[] = ["streaming", "auto", "in-memory"];
/** Which steps' rows are counted by queries of their own: all, none, or all where the inputs are small. */
export const ROW_COUNTS = ["auto", "all", "none"] as const;
/** One of them. */
export type RowCounts = (typeof ROW_COUNTS)[number];
