import type { AggregateNode } from "./aggregate.ts";
import type { ConcatNode } from "./concat.ts";
import type { FilterNode } from "./filter.ts";
import type { JoinNode } from "./join.ts";
import type { ProjectNode } from "./project.ts";
import type { RowIndexNode } from "./row-index.ts";
import type { ScanNode } from "./scan.ts";
import type { SliceNode } from "./slice.ts";
import type { SortNode } from "./sort.ts";
import type { TopRowsNode } from "./top-rows.ts";
import type { UniqueNode } from "./unique.ts";

/** A logical plan: frozen plain data. */
export type LogicalPlan =
  | ScanNode
  | FilterNode
  | ProjectNode
  | AggregateNode
  | JoinNode
  | SortNode
  | SliceNode
  | UniqueNode
  | TopRowsNode
  | ConcatNode
  | RowIndexNode;
