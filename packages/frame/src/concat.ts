import { checkChoice, checkOptions, InvalidArgumentError } from "@millrace/core";
import type { DataFrame } from "./data-frame.ts";
import { TableFrame } from "./data-frame.ts";
import { evaluateConcat } from "./eager/evaluate-concat.ts";
import { LazyFrame } from "./lazy-frame.ts";
import type { ConcatHow } from "./verbs/concat.ts";
import { concatPlans } from "./verbs/concat.ts";

/** Options of `concat`. */
export interface ConcatOptions {
  /** Default "vertical". */
  readonly how?: ConcatHow | "horizontal" | undefined;
}

const ways: readonly (ConcatHow | "horizontal")[] = [
  "vertical",
  "verticalRelaxed",
  "diagonal",
  "diagonalRelaxed",
  "horizontal",
];

/**
 * The rows of frames one after another; lazy frames give a lazy frame. "horizontal" puts the columns of DataFrames side by
 * side, shorter ones filled with null.
 *
 * @example concat([january, february], { how: "diagonal" })
 */
export function concat(frames: readonly DataFrame[], options?: ConcatOptions): DataFrame;
export function concat(frames: readonly LazyFrame[], options?: ConcatOptions): LazyFrame;
export function concat(frames: readonly (DataFrame | LazyFrame)[], options: ConcatOptions = {}): DataFrame | LazyFrame {
  checkOptions("concat", options, ["how"], { axis: 'It is called "how": "vertical" or "horizontal"' });
  const how = checkChoice("concat", "how", options.how ?? "vertical", ways);
  if (!Array.isArray(frames) || frames.length === 0) {
    throw new InvalidArgumentError("concat takes a list of at least one frame");
  }
  if (frames.every((frame) => frame instanceof TableFrame)) {
    return new TableFrame(evaluateConcat(frames as readonly DataFrame[], how));
  }
  if (!frames.every((frame) => frame instanceof LazyFrame)) {
    throw new InvalidArgumentError("concat takes frames of one kind: call lazy() on the DataFrames");
  }
  if (how === "horizontal") {
    throw new InvalidArgumentError('concat with how: "horizontal" takes DataFrames: collect the lazy frames first');
  }
  return new LazyFrame(() =>
    concatPlans(
      frames.map((frame) => frame.plan()),
      how,
    ),
  );
}
