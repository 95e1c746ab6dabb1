import type { SourceStatistics } from "../catalogue.ts";
import { estimateRows } from "../estimate/estimate-rows.ts";
import { JoinNode } from "../logical/join.ts";
import { rewritePlan } from "../logical/walk.ts";
import type { OptimizerPass } from "./pass.ts";

/** A table of so few rows is built in no time: below it the right side is built, and rows keep the left's order. */
const SMALL_BUILD_ROWS = 4096;
/** How much smaller the side whose rows must all appear has to be before it is built: its matches must be tracked. */
const OUTER_FACTOR = 4;
/** Below so many rows on the other side, the order of a left join's rows is worth more than its time. */
const OUTER_ROWS = 100_000;

/** The side that the hash table of a join should be built from. */
function chooseBuild(join: JoinNode, statistics: SourceStatistics): "left" | "right" {
  const left = estimateRows(join.left, statistics);
  const right = estimateRows(join.right, statistics);
  switch (join.type) {
    case "inner":
    case "cross":
    case "full":
      return left < right && right > SMALL_BUILD_ROWS ? "left" : "right";
    case "left":
    case "semi":
    case "anti":
      return left * OUTER_FACTOR < right && right > OUTER_ROWS ? "left" : "right";
    case "right":
      return right * OUTER_FACTOR < left && left > OUTER_ROWS ? "right" : "left";
  }
}

/** Decides which side of each join becomes the hash table: the one expected to be smaller. */
export const buildSide: OptimizerPass = {
  name: "buildSide",
  reason: "last, when the inputs of joins are as small as they get",
  required: false,
  run: (plan, { statistics }) =>
    rewritePlan(plan, (node) => {
      if (node.kind !== "join" || node.build !== "auto" || statistics === null) return node;
      return JoinNode({ ...node, build: chooseBuild(node, statistics) });
    }),
};
