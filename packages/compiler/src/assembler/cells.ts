import type { FunctionBuilder } from "./function-builder.ts";
import type { Local, MemoryNode, Node, WasmType } from "./node.ts";
import { f32, f64, i32, i64, storeNode, v128 } from "./opcodes.ts";
import type { Body, Statement } from "./statement.ts";

/** Cells that are kept, at most: more would only move from memory to the stack. */
const MAX_CELLS = 16;

const loads = { i32: i32.load, i64: i64.load, f32: f32.load, f64: f64.load, v128: v128.load } as const;

/** One value in memory at a fixed distance from the base. */
interface Cell {
  readonly type: WasmType;
  readonly local: Local;
}

/**
 * Keeps what a function loads and stores at a base in locals: loaded before its body, stored behind it. A loop that adds to a
 * value in memory waits for each store before the next load, three times as long as for the addition.
 *
 * The base must be a local that is set once, before the body, and what lies there must not be reached by any other address
 * while the function runs. Nothing is changed where the base itself goes anywhere but into whole-width loads and stores. The
 * cells keep their old values in memory where the function returns from within.
 */
export function keepCells(f: FunctionBuilder, base: Local): void {
  const types = new Map<number, WasmType>();
  const isPlain = everyStatement(f.body, (node) => isPlainNode(node, base, types));
  if (!isPlain || types.size === 0 || types.size > MAX_CELLS || overlap(types)) return;
  const cells = new Map<number, Cell>();
  for (const [offset, type] of types) cells.set(offset, { type, local: f.local(type, "cell") });
  const last = f.body.at(-1);
  const body = f.body.splice(0);
  const end = last?.kind === "return" ? body.splice(-1) : [];
  for (const [offset, { type, local }] of cells) f.body.push({ kind: "set", local, value: loads[type](base, offset) });
  f.body.push(...rewriteBody(body, base, cells));
  for (const [offset, { type, local }] of cells)
    f.body.push({ kind: "run", node: storeNode(type, base, local, offset) });
  f.body.push(...rewriteBody(end, base, cells));
}

function accessOf(node: Node, base: Local): MemoryNode | null {
  return node.kind === "memory" && node.args[0] === base ? node : null;
}

/** Whether a node uses the base for whole values only; notes their types by offset. */
function isPlainNode(node: Node, base: Local, types: Map<number, WasmType>): boolean {
  if (node === base) return false;
  if (node.kind === "local" || node.kind === "const") return true;
  const access = accessOf(node, base);
  if (access === null) return node.args.every((arg) => isPlainNode(arg, base, types));
  const [, value] = access.args;
  const type = value === undefined ? access.type : value.type;
  if (type === "void" || access.op.text !== `${type}.${value === undefined ? "load" : "store"}`) return false;
  if ((types.get(access.offset) ?? type) !== type) return false;
  types.set(access.offset, type);
  return value === undefined || isPlainNode(value, base, types);
}

function overlap(types: ReadonlyMap<number, WasmType>): boolean {
  let end = 0;
  for (const [offset, type] of [...types].toSorted(([a], [b]) => a - b)) {
    if (offset < end) return true;
    end = offset + (type === "v128" ? 16 : type.endsWith("64") ? 8 : 4);
  }
  return false;
}

/** The statement with other nodes and bodies: each is given to the function of its kind, in order. */
function mapStatement(statement: Statement, node: (from: Node) => Node, body: (from: Body) => Body): Statement {
  switch (statement.kind) {
    case "set":
      return { ...statement, value: node(statement.value) };
    case "run":
    case "drop":
      return { ...statement, node: node(statement.node) };
    case "if":
      return {
        ...statement,
        condition: node(statement.condition),
        // biome-ignore lint/suspicious/noThenProperty: a statement is never awaited.
        then: body(statement.then),
        otherwise: body(statement.otherwise),
      };
    case "block":
    case "loop":
      return { ...statement, body: body(statement.body) };
    case "br":
      return statement.condition === null ? statement : { ...statement, condition: node(statement.condition) };
    case "return":
      return statement.node === null ? statement : { ...statement, node: node(statement.node) };
    case "comment":
      return statement;
  }
}

/** Whether something holds for every node of every statement. */
function everyStatement(body: Body, holds: (node: Node) => boolean): boolean {
  let all = true;
  const check = (node: Node): Node => {
    all &&= holds(node);
    return node;
  };
  const visit = (part: Body): Body => {
    for (const statement of part) mapStatement(statement, check, visit);
    return part;
  };
  visit(body);
  return all;
}

function rewriteBody(body: Body, base: Local, cells: ReadonlyMap<number, Cell>): Body {
  const node = (from: Node): Node => rewriteNode(from, base, cells);
  return body.map((statement) => {
    if (statement.kind === "run") {
      const access = accessOf(statement.node, base);
      const [, value] = access?.args ?? [];
      const cell = access === null ? undefined : cells.get(access.offset);
      if (value !== undefined && cell !== undefined) return { kind: "set", local: cell.local, value: node(value) };
    }
    return mapStatement(statement, node, (part) => rewriteBody(part, base, cells));
  });
}

function rewriteNode(node: Node, base: Local, cells: ReadonlyMap<number, Cell>): Node {
  if (node.kind === "local" || node.kind === "const") return node;
  const access = accessOf(node, base);
  const cell = access === null ? undefined : cells.get(access.offset);
  if (cell !== undefined) return cell.local;
  const args = node.args.map((arg) => rewriteNode(arg, base, cells));
  return args.every((arg, i) => arg === node.args[i]) ? node : { ...node, args };
}
