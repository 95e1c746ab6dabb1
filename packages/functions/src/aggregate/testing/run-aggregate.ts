// Runs an aggregate over values in memory, in several ways that have to agree: all rows into one state, and slices into
// states of their own that are merged forwards and backwards.
import type { CompiledValue, EmittableAggregate, FunctionBuilder, Node, Options, Scope } from "@millrace/compiler";
import { i32, i64, loadValue, ModuleBuilder, memory, storeValue, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { layoutOf, layoutWidth, VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX, VIEW_SIZE } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";

const PAGE_BYTES = 65536;
const STATE_BYTES = 256;
const MAX_SLICES = 4;
const RESULT = MAX_SLICES * STATE_BYTES;
const RESULT_VALID = RESULT + VIEW_SIZE;
const DATA = RESULT + STATE_BYTES;

interface Exports {
  update(state: number, first: number, limit: number): void;
  merge(into: number, from: number): void;
  finish(state: number): void;
}

/** The result over the values; throws where the ways of splitting them disagree in a single bit. */
export function runAggregate(
  aggregate: EmittableAggregate,
  argType: DataType,
  values: readonly LiteralValue[],
  options: Options = {},
): LiteralValue {
  const call = aggregate.resolve([{ type: argType, dynamic: false, nullable: true }], options);
  const type = call.argTypes[0]!;
  const table = new ValueTable(type, values);
  const run = build(aggregate, type, table, options);
  const results = splits(values.length).flatMap((bounds) =>
    [false, true].map((backwards) => runSlices(run, table, bounds, backwards, call.result)),
  );
  const different = results.find((result) => !Object.is(result, results[0]));
  if (different !== undefined) throw new Error(`The result depends on the slices: ${results[0]} and ${different}`);
  return results[0]!;
}

function splits(count: number): (readonly number[])[] {
  const half = count >> 1;
  return [
    [0, count],
    [0, half, count],
    [0, half >> 1, half, count],
  ];
}

function runSlices(
  run: Exports,
  table: ValueTable,
  bounds: readonly number[],
  backwards: boolean,
  result: DataType,
): LiteralValue {
  new Uint8Array(table.memory.buffer).fill(0, 0, DATA);
  const slices = bounds.slice(1).map((_, i) => i);
  for (const slice of slices) run.update(slice * STATE_BYTES, bounds[slice]!, bounds[slice + 1]!);
  // Backwards the slices go into a state that is still the identity.
  const [into, from] = backwards ? [MAX_SLICES - 1, slices.toReversed()] : [0, slices.slice(1)];
  for (const slice of from) run.merge(into * STATE_BYTES, slice * STATE_BYTES);
  run.finish(into * STATE_BYTES);
  return table.read(result, RESULT, RESULT_VALID);
}

/** The arguments in memory: the values, then a byte of validity each, then the bytes of long strings. */
class ValueTable {
  readonly memory: WebAssembly.Memory;
  readonly type: DataType;
  readonly width: number;
  readonly validity: number;
  readonly #view: DataView;
  #heap: number;

  constructor(type: DataType, values: readonly LiteralValue[]) {
    this.type = type;
    this.width = layoutWidth(layoutOf(type));
    this.validity = DATA + values.length * this.width;
    this.#heap = this.validity + values.length;
    const pages = Math.ceil(this.#heap / PAGE_BYTES) + 1;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: PAGE_BYTES, shared: true });
    this.#view = new DataView(this.memory.buffer);
    values.forEach((value, row) => {
      if (value === null) return;
      this.#view.setUint8(this.validity + row, 1);
      this.#write(DATA + row * this.width, value);
    });
  }

  #write(at: number, value: Exclude<LiteralValue, null>): void {
    if (typeof value === "string") this.#writeString(at, value);
    else if (typeof value === "boolean") this.#view.setUint8(at, Number(value));
    else if (typeof value === "bigint") this.#writeInteger(at, value);
    else if (this.type.kind === "float32") this.#view.setFloat32(at, value, true);
    else this.#view.setFloat64(at, value, true);
  }

  #writeInteger(at: number, value: bigint): void {
    for (let i = 0; i < this.width; i++) this.#view.setUint8(at + i, Number((value >> BigInt(8 * i)) & 255n));
  }

  #writeString(at: number, text: string): void {
    const bytes = new TextEncoder().encode(text);
    const all = new Uint8Array(this.memory.buffer);
    this.#view.setUint32(at, bytes.length, true);
    if (bytes.length <= VIEW_INLINE) {
      all.set(bytes, at + VIEW_PREFIX);
      return;
    }
    all.set(bytes.subarray(0, 4), at + VIEW_PREFIX);
    all.set(bytes, this.#heap);
    this.#view.setUint32(at + VIEW_POINTER, this.#heap, true);
    this.#heap += bytes.length;
  }

  string(at: number): string {
    const length = this.#view.getUint32(at, true);
    const start = length <= VIEW_INLINE ? at + VIEW_PREFIX : this.#view.getUint32(at + VIEW_POINTER, true);
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer).slice(start, start + length));
  }

  read(type: DataType, at: number, valid: number): LiteralValue {
    const layout = layoutOf(type);
    if (this.#view.getUint8(valid) === 0) return null;
    if (layout === "view") return this.string(at);
    if (layout === "bool") return this.#view.getUint8(at) === 1;
    if (layout === "f32") return this.#view.getFloat32(at, true);
    if (layout === "f64") return this.#view.getFloat64(at, true);
    const width = layoutWidth(layout);
    let bits = 0n;
    for (let i = width - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(this.#view.getUint8(at + i));
    return layout.startsWith("u") ? bits : BigInt.asIntN(8 * width, bits);
  }
}

function build(aggregate: EmittableAggregate, type: DataType, table: ValueTable, options: Options): Exports {
  const module = new ModuleBuilder();
  const parameters = (...names: string[]) => names.map((name) => ({ name, type: "i32" as const }));
  const exported = { exported: true };
  module.func(
    "update",
    parameters("state", "row", "limit"),
    "void",
    (f) => {
      const row = f.param("row");
      f.countLoop(row, f.param("limit"), () => {
        const value = argument(type, table, row);
        const sequence = aggregate.orderSensitive ? i64.extendI32U(row) : null;
        aggregate.update(scopeOf(f, module), f.param("state"), [value], sequence, options);
      });
    },
    exported,
  );
  module.func(
    "merge",
    parameters("into", "from"),
    "void",
    (f) => {
      aggregate.merge(scopeOf(f, module), f.param("into"), f.param("from"), [type], options);
    },
    exported,
  );
  module.func(
    "finish",
    parameters("state"),
    "void",
    (f) => {
      const value = aggregate.finish(scopeOf(f, module), f.param("state"), [type], options);
      const out = i32.const(RESULT);
      storeValue(f, value.layout, out, value.parts);
      f.store("i8", i32.const(RESULT_VALID), value.valid ?? i32.const(1));
    },
    exported,
  );
  const kernels = {
    string_compare: (a: number, b: number) =>
      Buffer.compare(Buffer.from(table.string(a)), Buffer.from(table.string(b))),
    decimal_to_f64: (low: bigint, high: bigint, scale: number) =>
      Number((high << 64n) | BigInt.asUintN(64, low)) / 10 ** scale,
  };
  const compiled = new WebAssembly.Module(module.toBytes());
  const instance = new WebAssembly.Instance(compiled, { env: { memory: table.memory }, kernels });
  return instance.exports as unknown as Exports;
}

function argument(type: DataType, table: ValueTable, row: Node): CompiledValue {
  const address = i32.add(i32.const(DATA), i32.mul(row, i32.const(table.width)));
  const valid = i32.load8U(i32.add(i32.const(table.validity), row));
  return valueOf(type, loadValue(layoutOf(type), address), valid);
}

function scopeOf(f: FunctionBuilder, module: ModuleBuilder): Scope {
  const refuse = (): never => {
    throw new Error("An aggregate has no use for this part of the scope");
  };
  const signatures = {
    string_compare: [["i32", "i32"], "i32"],
    decimal_to_f64: [["i64", "i64", "i32"], "f64"],
  } as const;
  return {
    f,
    module,
    kernel(name) {
      const [params, result] = signatures[name as keyof typeof signatures];
      return module.importFunction("kernels", name, params, result);
    },
    // The values outlive the states here, so that the view alone is kept.
    keepString: (field, view) => f.run(memory.copy(field, view, i32.const(VIEW_SIZE))),
    column: refuse,
    literal: refuse,
    rowScratch: refuse,
    fail: refuse,
    stringSpace: refuse,
  };
}
