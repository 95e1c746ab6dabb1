/** A value type of WebAssembly. */
export type WasmType = "i32" | "i64" | "f32" | "f64" | "v128";
/** What a node leaves on the stack. */
export type ResultType = WasmType | "void";

/** One instruction of the table in opcodes.ts: encoder and printer both read it. */
export interface Opcode {
  /** The name in the text format: `i32.add`. */
  readonly text: string;
  readonly bytes: readonly number[];
  readonly takes: readonly WasmType[];
  readonly type: ResultType;
}

/** An instruction over its operands. */
export interface OpNode {
  readonly kind: "op";
  readonly op: Opcode;
  readonly args: readonly Node[];
  readonly type: ResultType;
}

/** An instruction with a memory immediate: a load, or (void) a store. `align` is the log2 of the access width. */
export interface MemoryNode {
  readonly kind: "memory";
  readonly op: Opcode;
  readonly align: number;
  readonly offset: number;
  readonly args: readonly Node[];
  readonly type: ResultType;
}

/** A constant. */
export interface ConstNode {
  readonly kind: "const";
  readonly op: Opcode;
  readonly value: number | bigint;
  readonly type: WasmType;
}

/** A parameter or local variable; as a node it reads the variable. */
export interface Local {
  readonly kind: "local";
  readonly name: string;
  readonly index: number;
  readonly type: WasmType;
}

/** The call of an imported or defined function. */
export interface CallNode {
  readonly kind: "call";
  readonly target: FunctionRef;
  readonly args: readonly Node[];
  readonly type: ResultType;
}

/** An expression tree: immutable; each use of a node evaluates it again (see FunctionBuilder.memo). */
export type Node = OpNode | MemoryNode | ConstNode | Local | CallNode;

/** A function that can be called; `ordinal` counts imports and defined functions apart. */
export interface FunctionRef {
  readonly origin: "import" | "defined";
  readonly ordinal: number;
  readonly name: string;
  readonly params: readonly WasmType[];
  readonly result: ResultType;
}

/** Throws a TypeError unless the nodes have these types: an error of the emitter, never of a user. */
export function checkTypes(what: string, takes: readonly WasmType[], args: readonly Node[]): void {
  if (args.length !== takes.length) throw new TypeError(`${what} takes ${takes.length} operands, not ${args.length}`);
  for (let i = 0; i < takes.length; i++) {
    if (args[i]!.type !== takes[i]) {
      throw new TypeError(`Operand ${i} of ${what} must be ${takes[i]}, not ${args[i]!.type}`);
    }
  }
}

/** The call of a function as a node. */
export function callNode(target: FunctionRef, args: readonly Node[]): CallNode {
  checkTypes(target.name, target.params, args);
  return { kind: "call", target, args, type: target.result };
}
