import type { EmitCatalog } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import type { FunctionCatalog } from "@millrace/plan";
import type { AggregateCall, JoinState, PipelineState, StateId } from "../physical/pipeline.ts";
import type { RowField } from "./row-layout.ts";
import type { AggregateLayout, StoredLayout } from "./state-layouts.ts";

/** Functions as the planner and the emitter see them. */
export type Catalog = EmitCatalog & FunctionCatalog;

/** A column of a source of vectors. */
export interface VectorColumn {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  /** Comes as codes and a dictionary. */
  readonly coded: boolean;
}

/** What is known of a complete build side when its probe is compiled. */
export interface JoinFacts {
  readonly state: JoinState;
  readonly layout: StoredLayout;
  /** `array`: heads indexed by an integer key; `hash`: by the top bits of the hash. */
  readonly directory: "array" | "hash";
  /** No key occurs twice. */
  readonly unique: boolean;
  /** Keys whose values are in a bitmap, and the share of the bitmap's bits that are set at most. */
  readonly filters: readonly { readonly key: number; readonly density: number }[];
}

/** What is known when a pipeline is compiled: its inputs are complete. */
export interface PipelineFacts {
  readonly source:
    | { readonly kind: "vectors"; readonly columns: readonly VectorColumn[] }
    | {
        readonly kind: "rows";
        readonly fields: readonly RowField[];
        /** For groups: how their aggregate states lie. */
        readonly calls: { readonly layout: AggregateLayout; readonly calls: readonly AggregateCall[] } | null;
      };
  readonly joins: ReadonlyMap<StateId, JoinFacts>;
  readonly states: readonly PipelineState[];
}
