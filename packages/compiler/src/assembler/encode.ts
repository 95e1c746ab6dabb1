import type { ByteWriter } from "./byte-writer.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { ConstNode, FunctionRef, Node, ResultType, WasmType } from "./node.ts";
import { i32 } from "./opcodes.ts";
import type { Body, Label, Statement } from "./statement.ts";

const typeBytes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const satisfies Record<
  WasmType,
  number
>;
const IF = 0x04;
const ELSE = 0x05;
const END = 0x0b;
const VOID_BLOCK = 0x40;
const UNREACHABLE = 0x00;

/** The byte of a value type in the binary format. */
export function typeByte(type: WasmType): number {
  return typeBytes[type];
}

/** The place of a function in the module's index space, where imports come first. */
export function functionIndex(ref: FunctionRef, numImports: number): number {
  return ref.origin === "import" ? ref.ordinal : numImports + ref.ordinal;
}

/** Writes the locals and the code of a function. */
export function encodeFunction(
  out: ByteWriter,
  f: FunctionBuilder,
  result: ResultType,
  options: { readonly numImports: number; readonly assumed: boolean },
): void {
  encodeLocals(out, f);
  const encoder = new BodyEncoder(out, options.numImports);
  if (options.assumed && f.assumed !== null) encoder.body([{ kind: "set", local: f.assumed, value: i32.const(1) }]);
  encoder.body(f.preamble);
  encoder.body(f.body);
  // Every path of a function with a result returns by a statement; validation asks for a typed end all the same.
  if (result !== "void") out.byte(UNREACHABLE);
  out.byte(END);
}

function encodeLocals(out: ByteWriter, f: FunctionBuilder): void {
  const runs: { type: WasmType; count: number }[] = [];
  for (const { type } of f.locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  out.unsigned(runs.length);
  for (const { type, count } of runs) {
    out.unsigned(count);
    out.byte(typeBytes[type]);
  }
}

class BodyEncoder {
  readonly #out: ByteWriter;
  readonly #numImports: number;
  /** Labels around the present place, null for an `if`. */
  readonly #labels: (Label | null)[] = [];

  constructor(out: ByteWriter, numImports: number) {
    this.#out = out;
    this.#numImports = numImports;
  }

  body(body: Body): void {
    for (const statement of body) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    const out = this.#out;
    switch (statement.kind) {
      case "set":
        this.#node(statement.value);
        out.byte(0x21);
        out.unsigned(statement.local.index);
        return;
      case "run":
        this.#node(statement.node);
        return;
      case "drop":
        this.#node(statement.node);
        out.byte(0x1a);
        return;
      case "if":
        this.#node(statement.condition);
        out.byte(IF);
        out.byte(VOID_BLOCK);
        this.#nested(null, statement.then);
        if (statement.otherwise.length > 0) {
          out.byte(ELSE);
          this.#nested(null, statement.otherwise);
        }
        out.byte(END);
        return;
      case "block":
      case "loop":
        out.byte(statement.kind === "block" ? 0x02 : 0x03);
        out.byte(VOID_BLOCK);
        this.#nested(statement.label, statement.body);
        out.byte(END);
        return;
      case "br":
        if (statement.condition !== null) this.#node(statement.condition);
        out.byte(statement.condition === null ? 0x0c : 0x0d);
        out.unsigned(this.#depth(statement.label));
        return;
      case "return":
        if (statement.node !== null) this.#node(statement.node);
        out.byte(0x0f);
        return;
      case "comment":
        return;
    }
  }

  #nested(label: Label | null, body: Body): void {
    this.#labels.push(label);
    this.body(body);
    this.#labels.pop();
  }

  #depth(label: Label): number {
    const at = this.#labels.lastIndexOf(label);
    if (at < 0) throw new TypeError(`A branch leaves its function: ${label.name}`);
    return this.#labels.length - 1 - at;
  }

  #node(node: Node): void {
    const out = this.#out;
    switch (node.kind) {
      case "local":
        out.byte(0x20);
        out.unsigned(node.index);
        return;
      case "const":
        this.#constant(node);
        return;
      case "call":
        for (const arg of node.args) this.#node(arg);
        out.byte(0x10);
        out.unsigned(functionIndex(node.target, this.#numImports));
        return;
      case "op":
        for (const arg of node.args) this.#node(arg);
        out.bytes(node.op.bytes);
        return;
      case "memory":
        for (const arg of node.args) this.#node(arg);
        out.bytes(node.op.bytes);
        out.unsigned(node.align);
        out.unsigned(node.offset);
        return;
    }
  }

  #constant(node: ConstNode): void {
    const out = this.#out;
    out.bytes(node.op.bytes);
    if (node.type === "i32") out.signed32(Number(node.value));
    else if (node.type === "i64") out.signed64(BigInt(node.value));
    else if (node.type === "f32") out.float32(Number(node.value));
    else out.float64(Number(node.value));
  }
}
