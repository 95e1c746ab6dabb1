import { buildSide } from "./build-side.ts";
import { constantFolding } from "./constant-folding.ts";
import { crossJoin } from "./cross-join.ts";
import { filterMerge } from "./filter-merge.ts";
import type { OptimizerPass } from "./pass.ts";
import { planSize } from "./plan-size.ts";
import { predicatePushdown } from "./predicate-pushdown.ts";
import { projectionMerge } from "./projection-merge.ts";
import { projectionPushdown } from "./projection-pushdown.ts";
import { redundancy } from "./redundancy.ts";
import { sharedStreams } from "./shared-streams.ts";
import { sharedSubplans } from "./shared-subplans.ts";
import { simplification } from "./simplification.ts";
import { slicePushdown } from "./slice-pushdown.ts";
import { sortLimit } from "./sort-limit.ts";
import { typeCoercion } from "./type-coercion.ts";

/** Every pass, in the order in which they run; each states the reason for its place. */
export const optimizerPasses: readonly OptimizerPass[] = Object.freeze([
  typeCoercion,
  constantFolding,
  simplification,
  filterMerge,
  sharedStreams,
  sharedSubplans,
  planSize,
  predicatePushdown,
  crossJoin,
  projectionPushdown,
  projectionMerge,
  slicePushdown,
  sortLimit,
  redundancy,
  buildSide,
]);
