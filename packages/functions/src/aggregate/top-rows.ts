import type { CompiledValue, Local, Node, Options, RowsInState, Scope, StateField } from "@millrace/compiler";
import { emitComparison, i32, i64, keepValue, loadValue, storeValue, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { Int64, InternalEngineError, layoutOf, layoutWidth, TEXT_FIELD_SIZE } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { keepText } from "./extreme.ts";
import { field } from "./state.ts";

// A state:  | count u32 | order u16[limit] … | slot 0 | slot 1 | … |
// A slot:   | texts, 24 bytes each | sequence i64 | other values, widest first | null bytes … |
//
// A slot stays where it is; what moves when a row comes in between is the order.

const ORDER = 4;

interface Slots extends RowsInState {
  readonly types: readonly DataType[];
  /** Where the sequence number lies in a slot. */
  readonly sequence: number;
  readonly texts: number;
}

/** How one key of the order compares: which argument, and which way. */
interface Key {
  readonly arg: number;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

function numberOption(options: Options, name: string): number {
  const value = options[name];
  if (typeof value !== "number") throw new InternalEngineError(`Top rows need the option ${name}`);
  return value;
}

/** Options: limit; keys, as text of "argument:desc:last" with 1 for true, separated by blanks. */
function keysOf(options: Options): Key[] {
  return `${options["keys"]}`.split(" ").map((key) => {
    const [arg = 0, descending, nullsLast] = key.split(":").map(Number);
    return { arg, descending: descending === 1, nullsLast: nullsLast === 1 };
  });
}

/** The keys of an order, as an option. */
export function topRowsKeys(keys: readonly Key[]): string {
  return keys.map(({ arg, descending, nullsLast }) => `${arg}:${+descending}:${+nullsLast}`).join(" ");
}

function align8(bytes: number): number {
  return (bytes + 7) & ~7;
}

function slotsOf(types: readonly DataType[], options: Options): Slots {
  const limit = numberOption(options, "limit");
  const isText = types.map((type) => layoutOf(type) === "view");
  const texts = isText.filter(Boolean).length;
  const sequence = texts * TEXT_FIELD_SIZE;
  const offsets = new Map<number, number>();
  let text = 0;
  let end = sequence + 8;
  const width = (arg: number): number => layoutWidth(layoutOf(types[arg]!));
  for (const arg of types.map((_, i) => i).toSorted((a, b) => width(b) - width(a))) {
    offsets.set(arg, isText[arg] === true ? text : end);
    if (isText[arg] === true) text += TEXT_FIELD_SIZE;
    else end += width(arg);
  }
  const fields = types.map((_, arg) => ({ offset: offsets.get(arg)!, nullOffset: end++ }));
  const slotsOffset = align8(ORDER + 2 * limit);
  return { limit, orderOffset: ORDER, slotsOffset, slotSize: align8(end), fields, types, sequence, texts };
}

/** The states of two or more rows at addresses, and what is done with them. */
class TopRows {
  readonly scope: Scope;
  readonly slots: Slots;
  readonly keys: readonly Key[];

  constructor(scope: Scope, types: readonly DataType[], options: Options) {
    this.scope = scope;
    this.slots = slotsOf(types, options);
    this.keys = keysOf(options);
  }

  /** Puts a row where it belongs, unless it comes behind `limit` others. */
  insert(state: Node, row: readonly CompiledValue[], sequence: Node): void {
    const { f } = this.scope;
    const { limit } = this.slots;
    const count = f.memo(i32.load(state, 0), "count");
    const place = f.local("i32", "place");
    f.set(place, count);
    f.block((found) => {
      f.loop((next) => {
        f.brIf(found, i32.eqz(place));
        const before = this.slotAt(state, i32.sub(place, i32.const(1)));
        f.brIf(found, i32.eqz(this.isBefore(row, sequence, before)));
        f.set(place, i32.sub(place, i32.const(1)));
        f.br(next);
      });
    });
    f.if(i32.ltU(place, i32.const(limit)), () => {
      const number = f.local("i32", "slot");
      const last = f.local("i32", "last");
      f.set(last, count);
      f.set(number, count);
      f.if(
        i32.eq(count, i32.const(limit)),
        () => {
          f.set(last, i32.const(limit - 1));
          f.set(number, i32.load16U(this.orderAt(state, last), 0));
        },
        () => f.store("i32", state, i32.add(count, i32.const(1)), 0),
      );
      this.shift(state, place, last);
      f.store("i16", this.orderAt(state, place), number, 0);
      this.write(f.memo(this.slot(state, number), "at"), row, sequence);
    });
  }

  /** The row in the state's place `place`, and its sequence number. */
  row(state: Node, place: Node): { readonly row: CompiledValue[]; readonly sequence: Node } {
    const { f } = this.scope;
    const slot = this.slotAt(state, place);
    const row = this.slots.types.map((_, arg) => keepValue(f, this.load(slot, arg), "kept"));
    return { row, sequence: f.memo(i64.load(slot, this.slots.sequence), "sequence") };
  }

  private orderAt(state: Node, place: Node): Node {
    return i32.add(state, i32.add(i32.shl(place, i32.const(1)), i32.const(ORDER)));
  }

  private slot(state: Node, number: Node): Node {
    const { slotSize, slotsOffset } = this.slots;
    return i32.add(state, i32.add(i32.mul(number, i32.const(slotSize)), i32.const(slotsOffset)));
  }

  private slotAt(state: Node, place: Node): Node {
    return this.scope.f.memo(this.slot(state, i32.load16U(this.orderAt(state, place), 0)), "slot");
  }

  /** Moves the numbers from `place` to before `last` by one. */
  private shift(state: Node, place: Local, last: Local): void {
    const { f } = this.scope;
    f.block((done) => {
      f.loop((next) => {
        f.brIf(done, i32.eq(last, place));
        const to = f.memo(this.orderAt(state, last), "to");
        f.store("i16", to, i32.load16U(i32.sub(to, i32.const(2)), 0), 0);
        f.set(last, i32.sub(last, i32.const(1)));
        f.br(next);
      });
    });
  }

  private load(slot: Node, arg: number): CompiledValue {
    const type = this.slots.types[arg]!;
    const { offset, nullOffset } = this.slots.fields[arg]!;
    return valueOf(type, loadValue(layoutOf(type), slot, offset), i32.eqz(i32.load8U(slot, nullOffset)));
  }

  private write(slot: Node, row: readonly CompiledValue[], sequence: Node): void {
    const { f } = this.scope;
    f.store("i64", slot, sequence, this.slots.sequence);
    row.forEach((value, arg) => {
      const { offset, nullOffset } = this.slots.fields[arg]!;
      const store = (): void => {
        if (value.layout === "view") keepText(this.scope, i32.add(slot, i32.const(offset)), value);
        else storeValue(f, value.layout, slot, value.parts, offset);
      };
      if (value.valid === null) store();
      else f.if(value.valid, store);
      f.store("i8", slot, value.valid === null ? i32.const(0) : i32.eqz(value.valid), nullOffset);
    });
  }

  /** Whether a row comes before that of a slot: by the keys, then by the order of the input. */
  private isBefore(row: readonly CompiledValue[], sequence: Node, slot: Node): Node {
    const { f } = this.scope;
    const before = f.local("i32", "before");
    f.block((decided) => {
      for (const { arg, descending, nullsLast } of this.keys) {
        const value = row[arg]!;
        const other = this.load(slot, arg);
        const [a, b] = [value.valid ?? i32.const(1), f.memo(other.valid!, "valid")];
        // A null comes first, or last, whatever the direction.
        f.set(before, nullsLast ? i32.gtU(a, b) : i32.ltU(a, b));
        f.brIf(decided, i32.ne(a, b));
        f.if(b, () => {
          const kept = keepValue(f, other, "other");
          f.set(before, emitComparison(this.scope, descending ? "gt" : "lt", value, kept));
          f.brIf(decided, before);
          f.brIf(decided, emitComparison(this.scope, descending ? "lt" : "gt", value, kept));
        });
      }
      f.set(before, i64.ltS(sequence, i64.load(slot, this.slots.sequence)));
    });
    return before;
  }
}

/**
 * The first rows of a group by an order, all arguments of them: not a function that one can call, but what the plan's node is
 * made of. Options: limit, keys (see topRowsKeys).
 */
export const topRows: AggregateFunction = {
  name: "topRows",
  sqlNames: [],
  doc: "The first rows of a group by an order.",
  example: { type: Int64, values: [], result: null },
  properties: aggregateProperties,
  orderSensitive: true,
  holistic: false,
  resolve: refuse,
  rows: slotsOf,
  state(types, options): StateField[] {
    const { limit, slotsOffset, slotSize, texts } = slotsOf(types, options);
    const slot: StateField[] = Array.from({ length: texts }, () => ({
      ...field("text", "view"),
      width: TEXT_FIELD_SIZE,
    }));
    slot.push({ ...field("values", "i64"), width: slotSize - texts * TEXT_FIELD_SIZE });
    const slots = Array.from({ length: limit }, () => slot).flat();
    return [{ ...field("order", "i64"), width: slotsOffset }, ...slots];
  },
  update(scope, state, args, sequence, options) {
    if (sequence === null) throw new InternalEngineError("Top rows need the order of the rows");
    const { f } = scope;
    const row = args.map((arg) => keepValue(f, arg, "value"));
    const top = new TopRows(
      scope,
      args.map(({ type }) => type),
      options,
    );
    top.insert(f.memo(state, "state"), row, f.memo(sequence, "sequence"));
  },
  merge(scope, into, from, types, options) {
    const { f } = scope;
    const top = new TopRows(scope, types, options);
    const place = f.local("i32", "from");
    f.set(place, i32.const(0));
    f.countLoop(place, i32.load(from, 0), () => {
      const { row, sequence } = top.row(from, place);
      top.insert(into, row, sequence);
    });
  },
  finish: refuse,
};

function refuse(): never {
  throw new InternalEngineError("Top rows are no value");
}
