import type { Node, Options, StateField } from "@millrace/compiler";
import { loadValue } from "@millrace/compiler";
import type { Layout } from "@millrace/core";
import { layoutWidth } from "@millrace/core";

/** A field of a state. */
export function field(name: string, layout: Layout): StateField {
  return { name, layout, width: layoutWidth(layout) };
}

/** Where each field begins: fields lie one after another, each at a multiple of 8. */
function offsetsOf(fields: readonly StateField[]): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let end = 0;
  for (const { name, width } of fields) {
    offsets.set(name, end);
    end += Math.ceil(width / 8) * 8;
  }
  return offsets;
}

/** Reads and writes the fields of a state at an address. */
export class StateAt {
  readonly address: Node;
  readonly #fields: ReadonlyMap<string, StateField>;
  readonly #offsets: ReadonlyMap<string, number>;

  constructor(address: Node, fields: readonly StateField[]) {
    this.address = address;
    this.#fields = new Map(fields.map((one) => [one.name, one]));
    this.#offsets = offsetsOf(fields);
  }

  offset(name: string): number {
    return this.#offsets.get(name)!;
  }

  layout(name: string): Layout {
    return this.#fields.get(name)!.layout;
  }

  /** The parts of a field. */
  parts(name: string): readonly Node[] {
    return loadValue(this.layout(name), this.address, this.offset(name));
  }

  /** The only part of a field. */
  load(name: string): Node {
    return this.parts(name)[0]!;
  }
}

/** The words that count rows, as most states have them. */
export const countField: StateField = field("count", "i64");

/** Whether SQL's rule holds: nothing summed is null. */
export function nullIfEmpty(options: Options): boolean {
  return options["nullIfEmpty"] === true;
}
