// The one table of instructions. A camelCase name here is the text format's name after a mechanical change of case
// (`extendI32U` is `extend_i32_u`), so that builder, encoder and printer cannot disagree.
import type { ConstNode, MemoryNode, Node, Opcode, OpNode, WasmType } from "./node.ts";
import { checkTypes } from "./node.ts";

const integerBinary = {
  add: [0x6a, 0x7c],
  sub: [0x6b, 0x7d],
  mul: [0x6c, 0x7e],
  divS: [0x6d, 0x7f],
  divU: [0x6e, 0x80],
  remS: [0x6f, 0x81],
  remU: [0x70, 0x82],
  and: [0x71, 0x83],
  or: [0x72, 0x84],
  xor: [0x73, 0x85],
  shl: [0x74, 0x86],
  shrS: [0x75, 0x87],
  shrU: [0x76, 0x88],
  rotl: [0x77, 0x89],
  rotr: [0x78, 0x8a],
} as const;
const integerCompare = {
  eq: [0x46, 0x51],
  ne: [0x47, 0x52],
  ltS: [0x48, 0x53],
  ltU: [0x49, 0x54],
  gtS: [0x4a, 0x55],
  gtU: [0x4b, 0x56],
  leS: [0x4c, 0x57],
  leU: [0x4d, 0x58],
  geS: [0x4e, 0x59],
  geU: [0x4f, 0x5a],
} as const;
const integerUnary = {
  clz: [0x67, 0x79],
  ctz: [0x68, 0x7a],
  popcnt: [0x69, 0x7b],
  extend8S: [0xc0, 0xc2],
  extend16S: [0xc1, 0xc3],
} as const;
const floatUnary = {
  abs: [0x8b, 0x99],
  neg: [0x8c, 0x9a],
  ceil: [0x8d, 0x9b],
  floor: [0x8e, 0x9c],
  trunc: [0x8f, 0x9d],
  nearest: [0x90, 0x9e],
  sqrt: [0x91, 0x9f],
} as const;
const floatBinary = {
  add: [0x92, 0xa0],
  sub: [0x93, 0xa1],
  mul: [0x94, 0xa2],
  div: [0x95, 0xa3],
  min: [0x96, 0xa4],
  max: [0x97, 0xa5],
  copysign: [0x98, 0xa6],
} as const;
const floatCompare = {
  eq: [0x5b, 0x61],
  ne: [0x5c, 0x62],
  lt: [0x5d, 0x63],
  gt: [0x5e, 0x64],
  le: [0x5f, 0x65],
  ge: [0x60, 0x66],
} as const;

/** Conversions: the operand's type, then the bytes; 0xfc is the prefix of the saturating truncations. */
const i32Conversions = {
  wrapI64: ["i64", 0xa7],
  truncSatF32S: ["f32", 0xfc, 0],
  truncSatF32U: ["f32", 0xfc, 1],
  truncSatF64S: ["f64", 0xfc, 2],
  truncSatF64U: ["f64", 0xfc, 3],
  reinterpretF32: ["f32", 0xbc],
} as const;
const i64Conversions = {
  extendI32S: ["i32", 0xac],
  extendI32U: ["i32", 0xad],
  extend32S: ["i64", 0xc4],
  truncSatF32S: ["f32", 0xfc, 4],
  truncSatF32U: ["f32", 0xfc, 5],
  truncSatF64S: ["f64", 0xfc, 6],
  truncSatF64U: ["f64", 0xfc, 7],
  reinterpretF64: ["f64", 0xbd],
} as const;
const f32Conversions = {
  convertI32S: ["i32", 0xb2],
  convertI32U: ["i32", 0xb3],
  convertI64S: ["i64", 0xb4],
  convertI64U: ["i64", 0xb5],
  demoteF64: ["f64", 0xb6],
  reinterpretI32: ["i32", 0xbe],
} as const;
const f64Conversions = {
  convertI32S: ["i32", 0xb7],
  convertI32U: ["i32", 0xb8],
  convertI64S: ["i64", 0xb9],
  convertI64U: ["i64", 0xba],
  promoteF32: ["f32", 0xbb],
  reinterpretI64: ["i64", 0xbf],
} as const;

/** Loads: opcode, log2 of the width. */
const i32Loads = {
  load: [0x28, 2],
  load8S: [0x2c, 0],
  load8U: [0x2d, 0],
  load16S: [0x2e, 1],
  load16U: [0x2f, 1],
} as const;
const i64Loads = {
  load: [0x29, 3],
  load8S: [0x30, 0],
  load8U: [0x31, 0],
  load16S: [0x32, 1],
  load16U: [0x33, 1],
  load32S: [0x34, 2],
  load32U: [0x35, 2],
} as const;

/** Stores by the kind that FunctionBuilder.store takes: instruction text, value type, opcode bytes, log2 of the width. */
const stores = {
  i8: ["i32.store8", "i32", [0x3a], 0],
  i16: ["i32.store16", "i32", [0x3b], 1],
  i32: ["i32.store", "i32", [0x36], 2],
  i64: ["i64.store", "i64", [0x37], 3],
  f32: ["f32.store", "f32", [0x38], 2],
  f64: ["f64.store", "f64", [0x39], 3],
  v128: ["v128.store", "v128", [0xfd, 11], 4],
} as const;

/** The width of a store. */
export type StoreKind = keyof typeof stores;

type Unary = (a: Node) => Node;
type Binary = (a: Node, b: Node) => Node;
type Load = (address: Node, offset?: number) => Node;
type All<Table, Signature> = { readonly [K in keyof Table]: Signature };
interface Selecting {
  /** `condition ? a : b`, both evaluated. */
  select(condition: Node, a: Node, b: Node): Node;
}
interface IntegerOps
  extends All<typeof integerBinary, Binary>,
    All<typeof integerCompare, Binary>,
    All<typeof integerUnary, Unary>,
    Selecting {
  eqz(a: Node): Node;
}
/** The instructions of i32. */
export interface I32Ops extends IntegerOps, All<typeof i32Conversions, Unary>, All<typeof i32Loads, Load> {
  const(value: number): ConstNode;
}
/** The instructions of i64. */
export interface I64Ops extends IntegerOps, All<typeof i64Conversions, Unary>, All<typeof i64Loads, Load> {
  const(value: bigint | number): ConstNode;
}
interface FloatOps
  extends All<typeof floatUnary, Unary>,
    All<typeof floatBinary, Binary>,
    All<typeof floatCompare, Binary>,
    Selecting {
  const(value: number): ConstNode;
  load(address: Node, offset?: number): Node;
}
/** The instructions of f32. */
export interface F32Ops extends FloatOps, All<typeof f32Conversions, Unary> {}
/** The instructions of f64. */
export interface F64Ops extends FloatOps, All<typeof f64Conversions, Unary> {}
/** The few instructions of v128 that emitted code needs; loops over vectors are kernels. */
export interface V128Ops extends Selecting {
  load: Load;
  and: Binary;
  or: Binary;
  xor: Binary;
  anyTrue: Unary;
  /** Sixteen equal bytes. */
  splatI8: Unary;
  splatI32: Unary;
  splatI64: Unary;
  eqI8: Binary;
  eqI32: Binary;
  bitmaskI8: Unary;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function opNode(op: Opcode, args: readonly Node[]): OpNode {
  checkTypes(op.text, op.takes, args);
  return { kind: "op", op, args, type: op.type };
}

function define(text: string, bytes: readonly number[], takes: readonly WasmType[], type: Opcode["type"]): Opcode {
  return { text, bytes, takes, type };
}

type Table<T> = Readonly<Record<string, T>>;

function addOps(
  into: Record<string, unknown>,
  prefix: WasmType,
  table: Table<readonly number[]>,
  column: number,
  shape: { readonly arity: 1 | 2; readonly result: WasmType },
): void {
  const takes: WasmType[] = shape.arity === 1 ? [prefix] : [prefix, prefix];
  for (const [name, codes] of Object.entries(table)) {
    const op = define(`${prefix}.${snake(name)}`, [codes[column]!], takes, shape.result);
    into[name] =
      shape.arity === 1 ? (a: Node): Node => opNode(op, [a]) : (a: Node, b: Node): Node => opNode(op, [a, b]);
  }
}

function addConversions(
  into: Record<string, unknown>,
  prefix: WasmType,
  table: Table<readonly [WasmType, ...number[]]>,
): void {
  for (const [name, [from, ...bytes]] of Object.entries(table)) {
    const op = define(`${prefix}.${snake(name)}`, bytes, [from], prefix);
    into[name] = (a: Node): Node => opNode(op, [a]);
  }
}

/** Constants up to here move from an address into the offset of the access: no address of the arena plus one wraps around. */
const MAX_FOLDED_OFFSET = 65536;

/** Takes `address + constant` apart, so that the constant costs no instruction. */
function folded(address: Node, offset: number): { readonly address: Node; readonly offset: number } {
  if (address.kind !== "op" || address.op.text !== "i32.add") return { address, offset };
  const [base, constant] = address.args;
  if (base === undefined || constant?.kind !== "const") return { address, offset };
  const distance = Number(constant.value);
  if (distance < 0 || distance > MAX_FOLDED_OFFSET) return { address, offset };
  return folded(base, offset + distance);
}

function load(op: Opcode, align: number): Load {
  return (at, from = 0): MemoryNode => {
    checkTypes(op.text, op.takes, [at]);
    const { address, offset } = folded(at, from);
    return { kind: "memory", op, align, offset, args: [address], type: op.type };
  };
}

function addLoads(into: Record<string, unknown>, prefix: WasmType, table: Table<readonly [number, number]>): void {
  for (const [name, [code, align]] of Object.entries(table)) {
    into[name] = load(define(`${prefix}.${snake(name)}`, [code], ["i32"], prefix), align);
  }
}

function addConst(into: Record<string, unknown>, type: WasmType, code: number): void {
  const op = define(`${type}.const`, [code], [], type);
  into.const = (value: number | bigint): ConstNode => ({ kind: "const", op, value, type });
}

function addSelect(into: Record<string, unknown>, type: WasmType): void {
  const op = define("select", [0x1b], [type, type, "i32"], type);
  into.select = (condition: Node, a: Node, b: Node): Node => opNode(op, [a, b, condition]);
}

function integerOps(type: "i32" | "i64"): Record<string, unknown> {
  const ops: Record<string, unknown> = {};
  const column = type === "i32" ? 0 : 1;
  addOps(ops, type, integerBinary, column, { arity: 2, result: type });
  addOps(ops, type, integerCompare, column, { arity: 2, result: "i32" });
  addOps(ops, type, integerUnary, column, { arity: 1, result: type });
  addOps(ops, type, { eqz: [0x45, 0x50] }, column, { arity: 1, result: "i32" });
  addConversions(ops, type, type === "i32" ? i32Conversions : i64Conversions);
  addLoads(ops, type, type === "i32" ? i32Loads : i64Loads);
  addConst(ops, type, type === "i32" ? 0x41 : 0x42);
  addSelect(ops, type);
  return ops;
}

function floatOps(type: "f32" | "f64"): Record<string, unknown> {
  const ops: Record<string, unknown> = {};
  const column = type === "f32" ? 0 : 1;
  addOps(ops, type, floatUnary, column, { arity: 1, result: type });
  addOps(ops, type, floatBinary, column, { arity: 2, result: type });
  addOps(ops, type, floatCompare, column, { arity: 2, result: "i32" });
  addConversions(ops, type, type === "f32" ? f32Conversions : f64Conversions);
  addLoads(ops, type, { load: type === "f32" ? [0x2a, 2] : [0x2b, 3] });
  addConst(ops, type, type === "f32" ? 0x43 : 0x44);
  addSelect(ops, type);
  return ops;
}

function vectorOps(): Record<string, unknown> {
  const ops: Record<string, unknown> = {};
  const table: Table<readonly [string, readonly number[], readonly WasmType[], WasmType]> = {
    and: ["v128.and", [0xfd, 78], ["v128", "v128"], "v128"],
    or: ["v128.or", [0xfd, 80], ["v128", "v128"], "v128"],
    xor: ["v128.xor", [0xfd, 81], ["v128", "v128"], "v128"],
    anyTrue: ["v128.any_true", [0xfd, 83], ["v128"], "i32"],
    splatI8: ["i8x16.splat", [0xfd, 15], ["i32"], "v128"],
    splatI32: ["i32x4.splat", [0xfd, 17], ["i32"], "v128"],
    splatI64: ["i64x2.splat", [0xfd, 18], ["i64"], "v128"],
    eqI8: ["i8x16.eq", [0xfd, 35], ["v128", "v128"], "v128"],
    eqI32: ["i32x4.eq", [0xfd, 55], ["v128", "v128"], "v128"],
    bitmaskI8: ["i8x16.bitmask", [0xfd, 0x64], ["v128"], "i32"],
  };
  for (const [name, [text, bytes, takes, type]] of Object.entries(table)) {
    const op = define(text, bytes, takes, type);
    ops[name] = (...args: Node[]): Node => opNode(op, args);
  }
  ops.load = load(define("v128.load", [0xfd, 0], ["i32"], "v128"), 4);
  addSelect(ops, "v128");
  return ops;
}

/** Instructions whose operands or result are i32; comparisons of i32 too. */
export const i32: I32Ops = integerOps("i32") as unknown as I32Ops;
/** Instructions of i64; comparisons give i32. */
export const i64: I64Ops = integerOps("i64") as unknown as I64Ops;
/** Instructions of f32; comparisons give i32. */
export const f32: F32Ops = floatOps("f32") as unknown as F32Ops;
/** Instructions of f64; comparisons give i32. */
export const f64: F64Ops = floatOps("f64") as unknown as F64Ops;
/** Instructions of v128. */
export const v128: V128Ops = vectorOps() as unknown as V128Ops;

const storeOps = Object.fromEntries(
  Object.entries(stores).map(([kind, [text, type, bytes]]) => [kind, define(text, bytes, ["i32", type], "void")]),
) as Record<StoreKind, Opcode>;

/** A store as a void node. */
export function storeNode(kind: StoreKind, at: Node, value: Node, from = 0): MemoryNode {
  const op = storeOps[kind];
  checkTypes(op.text, op.takes, [at, value]);
  const { address, offset } = folded(at, from);
  return { kind: "memory", op, align: stores[kind][3], offset, args: [address, value], type: "void" };
}

const copyOp = define("memory.copy", [0xfc, 10, 0, 0], ["i32", "i32", "i32"], "void");
const fillOp = define("memory.fill", [0xfc, 11, 0], ["i32", "i32", "i32"], "void");

/** Bulk memory as void nodes, to be executed with FunctionBuilder.run. */
export const memory: {
  copy(to: Node, from: Node, byteLength: Node): Node;
  fill(to: Node, byte: Node, byteLength: Node): Node;
} = {
  copy: (to, from, byteLength) => opNode(copyOp, [to, from, byteLength]),
  fill: (to, byte, byteLength) => opNode(fillOp, [to, byte, byteLength]),
};
