import type { FunctionBuilder, Label, Node } from "@millrace/compiler";
import type { PositionId } from "./environment.ts";
import type { StageScope } from "./stage-scope.ts";

/** How a stage learns the positions of its rows. */
export type StageInput =
  | { readonly kind: "batch" }
  | { readonly kind: "stage"; readonly stage: number }
  | {
      readonly kind: "pairs";
      readonly stage: number;
      readonly index: number;
      readonly row: number;
      readonly position: PositionId;
    };

/** One loop under construction. */
export interface OpenStage {
  readonly scope: StageScope;
  readonly f: FunctionBuilder;
  /** Number of the row within the call's output: rows that have come through so far. */
  readonly output: Node;
  /** Branch there to drop the row. */
  readonly next: Label;
  /** 0 where the row is dropped after all: it has been written, but the next one takes its place. Null: it stays. */
  keeps: Node | null;
}

/** Where the operators of a stage end: what the next one reads, and its first operator. */
export interface StageEnd {
  readonly input: StageInput;
  readonly index: number;
}

/** What every loop is called with: rows [from, from + count). */
export const stageParameters: readonly { readonly name: string; readonly type: "i32" }[] = [
  { name: "context", type: "i32" },
  { name: "from", type: "i32" },
  { name: "count", type: "i32" },
];
