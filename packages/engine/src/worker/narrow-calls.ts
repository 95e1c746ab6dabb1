import type { Magnitude, MagnitudeSource } from "@millrace/compiler";
import { InternalEngineError } from "@millrace/core";
import type { NarrowProgram } from "../emit/narrow.ts";
import type { SlotProgram } from "../emit/program.ts";
import type { SlotMemory } from "./slot-memory.ts";
import type { LookupTables } from "./sources/lookup-tables.ts";

/** Far enough below 2^63 for all rounding of these sums and products. */
const LIMIT = 2 ** 62;
/** A selection of less than this share of the rows is looked at row by row. */
const SPARSE_FACTOR = 4;

/**
 * Decides call by call whether the rows at hand are small numbers, for which a function's narrow variant may be called. The
 * running totals bound what every state of the slot can have reached: each begins at zero, and every call adds to all.
 */
export class NarrowCalls {
  private readonly memory: SlotMemory;
  private readonly program: SlotProgram;
  private readonly lookups: LookupTables;
  private readonly totals = new Map<NarrowProgram, Float64Array>();
  private readonly ofValues = new Map<number, number>();
  private readonly ofEntries = new Map<string, number>();
  private readonly startTotal: number;
  private changes = -1;
  private rows = 0;
  private selection = 0;
  private selected = 0;

  /** `fresh`: no state of the slot has taken a row before. */
  constructor(memory: SlotMemory, program: SlotProgram, lookups: LookupTables, fresh: boolean) {
    this.memory = memory;
    this.program = program;
    this.lookups = lookups;
    this.startTotal = fresh ? 0 : Number.POSITIVE_INFINITY;
  }

  /** The vectors hold another batch of `rows` rows; only those of the selection count (0: all). */
  beginBatch(rows: number, selection: number, selected: number): void {
    this.ofValues.clear();
    this.rows = rows;
    this.selection = selection;
    this.selected = selected;
  }

  /** Whether the narrow variant may be called for `count` more rows of the batch. The rows count, whatever is then called. */
  take(narrow: NarrowProgram, count: number): boolean {
    let totals = this.totals.get(narrow);
    if (totals === undefined) {
      totals = new Float64Array(narrow.totals.length).fill(this.startTotal);
      this.totals.set(narrow, totals);
    }
    let fits = true;
    for (const [i, magnitude] of narrow.totals.entries()) {
      const total = (totals[i] ?? 0) + count * this.evaluate(magnitude);
      totals[i] = total;
      fits &&= total < LIMIT;
    }
    for (const magnitude of narrow.fitting) fits &&= this.evaluate(magnitude) < LIMIT;
    return fits;
  }

  private evaluate(magnitude: Magnitude): number {
    switch (magnitude.kind) {
      case "constant":
        return magnitude.value;
      case "vector":
        return magnitude.source.of === "values" ? this.ofVector(magnitude.source) : this.ofCodes(magnitude.source);
      case "sum":
        return this.evaluate(magnitude.left) + this.evaluate(magnitude.right);
      case "product":
        return this.evaluate(magnitude.left) * this.evaluate(magnitude.right);
    }
  }

  private ofVector({ column }: MagnitudeSource): number {
    const known = this.ofValues.get(column);
    if (known !== undefined) return known;
    const { kernels } = this.memory.arena;
    const values = this.memory.word(this.wordsOf(column).data);
    const bound =
      this.selection !== 0 && this.selected * SPARSE_FACTOR < this.rows
        ? kernels.number_magnitude_selected(this.selected, this.selection, values)
        : kernels.number_magnitude(this.rows, values);
    this.ofValues.set(column, bound);
    return bound;
  }

  /** Of all entries of a dictionary, or of a table by its codes. */
  private ofCodes({ column, of, table }: MagnitudeSource): number {
    if (this.changes !== this.lookups.changes) this.ofEntries.clear();
    this.changes = this.lookups.changes;
    const key = `${of}${column}.${table}`;
    const known = this.ofEntries.get(key);
    if (known !== undefined) return known;
    const word = of === "table" ? this.program.lookups[table]?.data : this.wordsOf(column).dictionary;
    if (word === undefined) throw new InternalEngineError(`There is no table ${table}`);
    const bound = this.memory.arena.kernels.number_magnitude(this.lookups.entries(column), this.memory.word(word));
    this.ofEntries.set(key, bound);
    return bound;
  }

  private wordsOf(column: number): SlotProgram["columns"][number]["words"] {
    const found = this.program.columns.find((one) => one.column === column);
    if (found === undefined) throw new InternalEngineError(`The program does not read column ${column}`);
    return found.words;
  }
}
