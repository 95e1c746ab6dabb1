import { InternalEngineError } from "@millrace/core";
import type { LocalFiles } from "@millrace/storage";
import type { SlotProgram } from "../../emit/program.ts";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { FilesSource } from "./files-source.ts";
import { FrameSource } from "./frame-source.ts";
import { GroupsSource, SingleRowGroups } from "./groups-source.ts";
import { HolisticSource } from "./holistic-source.ts";
import type { LookupTables, StageFunction } from "./lookup-tables.ts";
import { SortedSource } from "./sorted-source.ts";
import type { SourceTask } from "./source-task.ts";
import { SpilledProbeSource } from "./spilled-probe-source.ts";
import { UnmatchedSource } from "./unmatched-source.ts";

/** What sources work with. */
export interface SourceContext {
  readonly memory: SlotMemory;
  readonly query: number;
  readonly slot: number;
  readonly program: SlotProgram;
  readonly lookups: LookupTables;
  readonly files: LocalFiles;
  /** The loops of the pipeline's module, by name. */
  readonly functions: Readonly<Record<string, StageFunction>>;
}

/** Opens the source of a slot. */
export function openSource(task: SourceTask, context: SourceContext): BatchSource {
  const { memory, query, program, lookups, files } = context;
  switch (task.kind) {
    case "files":
      return new FilesSource(task, memory, program, lookups, files);
    case "frame":
      return new FrameSource(task, memory, program, lookups);
    case "groups":
      return new GroupsSource(task, memory, query, program, mergeOf(context));
    case "single":
      return new SingleRowGroups(task.rows, memory, program, mergeOf(context));
    case "sorted":
      return new SortedSource(task, memory, query, program);
    case "unmatched":
      return new UnmatchedSource(task, memory, program);
    case "spilledProbe":
      return new SpilledProbeSource(task, memory, query, program, context.slot);
    case "holistic":
      return new HolisticSource(task, memory, query, program, context.functions);
  }
}

function mergeOf({ functions }: SourceContext): StageFunction {
  const merge = functions["merge"];
  if (merge === undefined) throw new InternalEngineError("A source of groups has no merge function");
  return merge;
}
