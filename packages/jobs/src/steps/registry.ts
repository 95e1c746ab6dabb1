import { dropStep } from "./drop.ts";
import { filterStep } from "./filter.ts";
import { groupByStep } from "./group-by.ts";
import { joinStep } from "./join.ts";
import { limitStep } from "./limit.ts";
import { renameStep } from "./rename.ts";
import { selectStep } from "./select.ts";
import { sortStep } from "./sort.ts";
import type { StepType } from "./step-type.ts";
import { uniqueStep } from "./unique.ts";
import { withColumnsStep } from "./with-columns.ts";

/** The kinds of steps by the name that `type` gives; `derive` is another name of `with_columns`. */
export const stepTypes: Readonly<Record<string, StepType>> = {
  join: joinStep,
  group_by: groupByStep,
  filter: filterStep,
  select: selectStep,
  with_columns: withColumnsStep,
  derive: withColumnsStep,
  drop: dropStep,
  rename: renameStep,
  sort: sortStep,
  unique: uniqueStep,
  limit: limitStep,
};
