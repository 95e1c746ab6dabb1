import { InternalEngineError } from "@millrace/core";
import type { BatchSource } from "../row-source.ts";
import { FilesSource } from "./files-source.ts";
import { FrameSource } from "./frame-source.ts";
import { GroupsSource, SingleRowGroups } from "./groups-source.ts";
import { HolisticSource } from "./holistic-source.ts";
import type { StageFunction } from "./lookup-tables.ts";
import { SortedSource } from "./sorted-source.ts";
import type { SourceContext } from "./source-context.ts";
import type { SourceTask } from "./source-task.ts";
import { SpilledProbeSource } from "./spilled-probe-source.ts";
import { UnmatchedSource } from "./unmatched-source.ts";

/** Opens the source of a slot. */
export function openSource(task: SourceTask, context: SourceContext): BatchSource {
  const { memory, program, lookups, files } = context;
  switch (task.kind) {
    case "files":
      return new FilesSource(task, memory, program, lookups, files);
    case "frame":
      return new FrameSource(task, memory, program, lookups);
    case "groups":
      return new GroupsSource(task, context, mergeOf(context));
    case "single":
      return new SingleRowGroups(task.rows, memory, program, mergeOf(context));
    case "sorted":
      return new SortedSource(task, context);
    case "unmatched":
      return new UnmatchedSource(task, context);
    case "spilledProbe":
      return new SpilledProbeSource(task, context);
    case "holistic":
      return new HolisticSource(task, context);
  }
}

function mergeOf({ functions }: SourceContext): StageFunction {
  const merge = functions["merge"];
  if (merge === undefined) throw new InternalEngineError("A source of groups has no merge function");
  return merge;
}
