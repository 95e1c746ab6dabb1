import type { LocalFiles } from "@millrace/storage";
import type { SlotProgram } from "../../emit/program.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { SlotSpill } from "../slot-spill.ts";
import type { LookupTables, StageFunction } from "./lookup-tables.ts";

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
  /** Bytes that stored rows may take that the source brings back. */
  readonly budgetBytes: number;
  /** Files for what the source itself has to put aside. */
  readonly spill: SlotSpill;
}
