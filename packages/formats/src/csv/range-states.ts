// The state of the quotes at the start of each byte range, exact for every range, without anyone waiting for another.
//
// Each reader of a range publishes what the range's quotes do to the state (its transition), for a start outside and inside of
// quotes. The state at a range's start is its predecessors' transitions composed (decoupled look-back: Merrill & Garland, 2016).
// A transition that nobody has published yet is computed here, and where the quotes of a range break RFC 4180 under its true
// start state, the exact automaton runs over it from that state. Published words depend on the file alone, so two readers
// that compute the same one agree.
//
//   word 2k      transition of range k: 0 unknown, else PUBLISHED | bits of csv_range | BORDER
//   word 2k + 1  state at the start of range k: 0 unknown, else the automaton's state + 1
import type { ReadContext } from "../format.ts";
import type { CsvDialect } from "./options.ts";
import type { CsvFilePlan } from "./plan-scan.ts";

/** States of the exact automaton, as in assembly/csv/automaton.ts. */
export const FIELD_START = 0;
const UNQUOTED = 1;
export const QUOTED = 2;
const QUOTE_IN_QUOTED = 3;

const ODD = 1;
const IRREGULAR_FROM_OUTSIDE = 2;
const IRREGULAR_FROM_INSIDE = 4;
const ENDS_WITH_QUOTE = 8;
/** The last byte is a separator or a line end. */
const BORDER = 16;
/** The byte before the range is a quote. */
const AFTER_QUOTE = 32;
const PUBLISHED = 64;

/** The transition of the range whose text is [from, to) behind `base`, with the byte before it and two bytes after it. */
export function rangeTransition(
  context: ReadContext,
  dialect: CsvDialect,
  base: number,
  from: number,
  to: number,
  isFirst: boolean,
): number {
  const { separator, quote, eol } = dialect;
  const before = isFirst ? eol : context.bytes[base + from - 1]!;
  const openable = before === separator || before === eol || before === quote;
  const bits = context.kernels.csv_range(base, from, to, separator, quote, eol, openable ? 1 : 0);
  const last = context.bytes[base + to - 1]!;
  const border = last === separator || last === eol;
  return PUBLISHED | bits | (border ? BORDER : 0) | (before === quote && !isFirst ? AFTER_QUOTE : 0);
}

/** The transition of a range without a quote in it or right before it, by its last byte. */
export function plainTransition({ separator, eol }: CsvDialect, last: number): number {
  return PUBLISHED | (last === separator || last === eol ? BORDER : 0);
}

/** The state behind a range, or null where only the exact automaton can say. */
function stateBehind(transition: number, state: number): number | null {
  const inside = state === QUOTED;
  if (transition & (inside ? IRREGULAR_FROM_INSIDE : IRREGULAR_FROM_OUTSIDE)) return null;
  // A quote before the range that did not close anything may not be taken for the first of two.
  if (state === UNQUOTED && transition & AFTER_QUOTE) return null;
  if (inside !== ((transition & ODD) !== 0)) return QUOTED;
  if (transition & ENDS_WITH_QUOTE) return QUOTE_IN_QUOTED;
  return transition & BORDER ? FIELD_START : UNQUOTED;
}

/** The states at the range starts of one file. */
export class RangeStates {
  private readonly words: Int32Array;
  private readonly context: ReadContext;
  private readonly dialect: CsvDialect;
  private readonly plan: CsvFilePlan;
  private readonly descriptor: number;

  constructor(
    states: SharedArrayBuffer,
    context: ReadContext,
    dialect: CsvDialect,
    plan: CsvFilePlan,
    descriptor: number,
  ) {
    this.words = new Int32Array(states);
    this.context = context;
    this.dialect = dialect;
    this.plan = plan;
    this.descriptor = descriptor;
  }

  publish(range: number, transition: number): void {
    Atomics.store(this.words, 2 * range, transition);
  }

  /** The automaton's state at the start of a range. */
  stateAt(range: number): number {
    let known = range;
    while (known > 0 && Atomics.load(this.words, 2 * known + 1) === 0) known--;
    let state = known === 0 ? FIELD_START : Atomics.load(this.words, 2 * known + 1) - 1;
    let scratch = 0;
    for (let k = known; k < range; k++) {
      let transition = Atomics.load(this.words, 2 * k);
      let next = transition === 0 ? null : stateBehind(transition, state);
      if (next === null) {
        if (scratch === 0) scratch = this.context.allocator.alloc(this.plan.rangeBytes + 3);
        const length = this.load(k, scratch);
        if (transition === 0) {
          transition = rangeTransition(this.context, this.dialect, scratch, 1, 1 + length, k === 0);
          this.publish(k, transition);
        }
        next = stateBehind(transition, state) ?? this.runExactly(scratch, length, state);
      }
      state = next;
      Atomics.store(this.words, 2 * (k + 1) + 1, state + 1);
    }
    if (scratch !== 0) this.context.allocator.free(scratch);
    return state;
  }

  private runExactly(base: number, length: number, state: number): number {
    const { separator, quote, eol } = this.dialect;
    return this.context.kernels.csv_state(base, 1, 1 + length, separator, quote, eol, state);
  }

  /** Reads a range to `base` + 1, with one byte before it and two behind; returns its length. */
  private load(range: number, base: number): number {
    const start = this.plan.dataStart + range * this.plan.rangeBytes;
    const length = Math.min(this.plan.rangeBytes, this.plan.byteLength - start);
    const lead = range === 0 ? 0 : 1;
    const { files, bytes } = this.context;
    const wanted = lead + length + 2;
    const read = files.readInto(this.descriptor, bytes, base + 1 - lead, wanted, start - lead);
    bytes.fill(this.dialect.eol, base + 1 - lead + read, base + 1 - lead + wanted);
    return Math.min(length, Math.max(0, read - lead));
  }
}
