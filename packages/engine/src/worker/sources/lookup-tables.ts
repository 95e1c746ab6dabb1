import type { LookupProgram } from "../../emit/program.ts";
import type { SlotMemory } from "../slot-memory.ts";

/** A loop of a module: (context, from, count). */
export type StageFunction = (context: number, from: number, count: number) => number;

interface Table {
  readonly program: LookupProgram;
  capacity: number;
  /** Blocks of the strings that were computed for the table. */
  strings: number[];
}

/** Dictionaries are worked through in pieces of so many entries, so that no call runs long. */
const ENTRIES_PER_CALL = 65536;

/** The tables by code of a slot: filled anew whenever a column gets another dictionary. */
export class LookupTables {
  private readonly memory: SlotMemory;
  private readonly functions: Readonly<Record<string, StageFunction>>;
  private readonly tables = new Map<number, Table[]>();
  private readonly watchers = new Map<number, (count: number) => void>();
  private readonly state = new Map<number, { generation: number; count: number }>();
  /** Grows with every change of a dictionary of any column. */
  changes = 0;

  constructor(
    memory: SlotMemory,
    programs: readonly LookupProgram[],
    functions: Readonly<Record<string, StageFunction>>,
  ) {
    this.memory = memory;
    this.functions = functions;
    for (const program of programs) {
      const tables = this.tables.get(program.column) ?? [];
      tables.push({ program, capacity: 0, strings: [] });
      this.tables.set(program.column, tables);
    }
  }

  /** Calls back with the number of entries whenever a column gets another dictionary, or its dictionary has changed. */
  watch(column: number, changed: (count: number) => void): void {
    this.watchers.set(column, changed);
  }

  /** Forgets which dictionaries the tables belong to. */
  forget(): void {
    this.state.clear();
  }

  /** Fills the tables of a column for a dictionary of `count` entries; the same generation may have grown. */
  update(column: number, generation: number, count: number): void {
    const tables = this.tables.get(column) ?? [];
    const watcher = this.watchers.get(column);
    const known = this.state.get(column);
    let from = known !== undefined && known.generation === generation ? known.count : 0;
    if (known !== undefined && from === count && known.generation === generation) return;
    watcher?.(count);
    for (const table of tables) {
      if (this.reserve(table, count)) from = 0;
      if (from === 0) for (const block of table.strings.splice(0)) this.memory.allocator.free(block);
      const strings = this.memory.keepingStrings(() => this.fill(table, from, count));
      table.strings.push(...strings);
    }
    this.state.set(column, { generation, count });
    this.changes++;
  }

  /** The number of entries of a column's dictionary. */
  entries(column: number): number {
    return this.state.get(column)?.count ?? 0;
  }

  private fill(table: Table, from: number, count: number): void {
    for (let at = from; at < count; at += ENTRIES_PER_CALL) {
      const call = this.functions[table.program.function];
      call?.(this.memory.context, at, Math.min(ENTRIES_PER_CALL, count - at));
    }
  }

  /** Whether the table had to move, and lost what it held. */
  private reserve(table: Table, count: number): boolean {
    if (count <= table.capacity) return false;
    const { data, validity, width } = table.program;
    const { allocator } = this.memory;
    if (table.capacity > 0) {
      allocator.free(this.memory.word(data));
      allocator.free(this.memory.word(validity));
    }
    table.capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(count)));
    this.memory.setWord(data, allocator.alloc(table.capacity * width));
    this.memory.setWord(validity, allocator.alloc(table.capacity));
    return true;
  }
}
