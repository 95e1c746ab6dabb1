import type { DataType, Field, Schema } from "@millrace/core";
import type { Expr, JoinValidation, NamedExpr, OptionValue, ScanNode } from "@millrace/plan";

/** A piece of state that outlives a pipeline: what one pipeline's sink fills and a later pipeline reads. */
export type StateId = number;

/** One aggregate function call of a group-by: its result is the column `name` of the groups. */
export interface AggregateCall {
  readonly name: string;
  readonly function: string;
  readonly args: readonly Expr[];
  readonly argTypes: readonly DataType[];
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly type: DataType;
  /** For an aggregate that gives rows: the columns that its arguments are in them. */
  readonly columns?: readonly Field[];
}

/** Groups: key fields and one aggregate state each. */
export interface AggregateState {
  readonly kind: "aggregate";
  readonly id: StateId;
  readonly keys: readonly Field[];
  readonly calls: readonly AggregateCall[];
  readonly estimatedGroups: number;
  /** Whether a later operator sees the order of the groups. */
  readonly ordered: boolean;
}

/** Rows kept by group for aggregates that need all values of a group at once. */
export interface HolisticState {
  readonly kind: "holistic";
  readonly id: StateId;
  readonly keys: readonly Field[];
  /** The keys as they are hashed where that is not as they are stored: rows that wait for a build side go by its hashes. */
  readonly hashedAs?: readonly Field[];
  readonly values: readonly Field[];
  readonly calls: readonly AggregateCall[];
}

/** The build side of a hash join. */
export interface JoinState {
  readonly kind: "join";
  readonly id: StateId;
  readonly keys: readonly Field[];
  /** What the keys are in the query: columns, or expressions as text. */
  readonly keyNames: readonly string[];
  readonly payload: readonly Field[];
  readonly nullsEqual: boolean;
  readonly validate: JoinValidation;
  /** The original left side is the build side. */
  readonly buildIsLeft: boolean;
  /** Build rows remember whether a probe row matched them. */
  readonly marksMatches: boolean;
  /** Keys by which rows of the probe side that cannot have a partner may be dropped early. */
  readonly filters: readonly KeyFilter[];
  readonly estimatedRows: number;
}

/** A key of a build side that can be a filter of its probe. */
export interface KeyFilter {
  /** Its number among the keys; an integer. */
  readonly key: number;
  /** Rows of the scan that the key's values come from, or null where they do not come from one. */
  readonly originRows: number | null;
}

/** The integer keys of a semi or anti join, one bit a possible value. */
export interface KeySetState {
  readonly kind: "keySet";
  readonly id: StateId;
  /** The value of bit 0, and the number of bits. */
  readonly base: bigint;
  readonly length: number;
}

/** How one key of a sort compares. */
export interface SortOrder {
  readonly type: DataType;
  readonly nullable: boolean;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** Rows to be sorted. */
export interface SortState {
  readonly kind: "sort";
  readonly id: StateId;
  readonly orders: readonly SortOrder[];
  readonly payload: readonly Field[];
  /** So many of the first rows are wanted, or all (null). */
  readonly limit: number | null;
  /** Several pipelines may read the rows. */
  readonly isShared: boolean;
  /** The rows stand in the order in which they come: the first of them are complete before the input ends. */
  readonly inOrder: boolean;
}

/** The query's result, as chunks. */
export interface ChunkState {
  readonly kind: "chunks";
  readonly id: StateId;
  readonly schema: Schema;
  /** Rows to skip and to keep of the ordered stream. */
  readonly offset: number;
  readonly length: number | null;
}

/** What outlives a pipeline. */
export type PipelineState = AggregateState | HolisticState | JoinState | KeySetState | SortState | ChunkState;

/** Where a pipeline's rows come from. */
export type PipelineSource =
  | { readonly kind: "scan"; readonly scan: ScanNode }
  | { readonly kind: "groups"; readonly state: StateId }
  | { readonly kind: "holistic"; readonly state: StateId }
  | { readonly kind: "sorted"; readonly state: StateId }
  | { readonly kind: "unmatched"; readonly state: StateId }
  /** Stored probe rows and the spilled build side that they belong to, partition by partition. */
  | { readonly kind: "spilledProbe"; readonly rows: StateId; readonly join: StateId };

/** Where a column of a probe's result comes from; `null` stands for a column of nulls of that type. */
export interface ProbeColumn {
  readonly name: string;
  readonly from: "probe" | "build";
  readonly column: string;
}

/** What happens to the rows between source and sink, inside one compiled module. */
export type PipelineOperator =
  | { readonly kind: "filter"; readonly predicate: Expr }
  | { readonly kind: "project"; readonly columns: readonly NamedExpr[] }
  | {
      readonly kind: "probe";
      readonly state: StateId;
      readonly keys: readonly Expr[];
      readonly mode: "inner" | "left" | "semi" | "anti";
      /** The columns of the probe side. */
      readonly input: Schema;
      readonly columns: readonly ProbeColumn[];
    }
  /** Keeps the rows whose key is in a set, or the others; a null is in none. */
  | { readonly kind: "keySet"; readonly state: StateId; readonly key: Expr; readonly keeps: "members" | "others" }
  | { readonly kind: "rowIndex"; readonly name: string; readonly offset: number };

/** What takes a pipeline's rows. */
export type PipelineSink =
  | { readonly kind: "chunks"; readonly state: StateId; readonly columns: readonly string[] }
  | { readonly kind: "aggregate"; readonly state: StateId; readonly keys: readonly Expr[] }
  | {
      readonly kind: "holistic";
      readonly state: StateId;
      readonly keys: readonly Expr[];
      readonly values: readonly Expr[];
    }
  | {
      readonly kind: "join";
      readonly state: StateId;
      readonly keys: readonly Expr[];
      readonly payload: readonly string[];
    }
  | { readonly kind: "keySet"; readonly state: StateId; readonly key: Expr }
  | {
      readonly kind: "sort";
      readonly state: StateId;
      readonly keys: readonly Expr[];
      readonly payload: readonly string[];
    };

/** A pipeline: rows are pushed from the source through the operators into the sink, batch by batch, by all slots at once. */
export interface Pipeline {
  readonly id: number;
  readonly source: PipelineSource;
  /** What the source produces: names, types, nullability. */
  readonly sourceSchema: Schema;
  readonly operators: readonly PipelineOperator[];
  readonly sink: PipelineSink;
  /** One slot pulls every morsel in order: an operator's result depends on the rows before. */
  readonly sequential: boolean;
}

/** A physical plan: pipelines in an order in which each one's inputs are complete before it starts. */
export interface PhysicalPlan {
  readonly pipelines: readonly Pipeline[];
  readonly states: readonly PipelineState[];
  /** The chunks that are the query's result. */
  readonly result: StateId;
  readonly schema: Schema;
}
