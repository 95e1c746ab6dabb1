import type { FunctionRef, Local, Node, ResultType, WasmType } from "./node.ts";
import { callNode, checkTypes } from "./node.ts";
import type { StoreKind } from "./opcodes.ts";
import { i32, storeNode } from "./opcodes.ts";
import { printNode } from "./print-node.ts";
import type { Body, Label, Statement } from "./statement.ts";

/** A parameter of a function that is being defined. */
export interface Parameter {
  readonly name: string;
  readonly type: WasmType;
}

/** Collects the statements of one function. */
export class FunctionBuilder {
  readonly params: readonly Local[];
  readonly locals: Local[] = [];
  /** Runs once, before the body; see hoist. */
  readonly preamble: Body = [];
  readonly body: Body = [];
  readonly #result: ResultType;
  readonly #names = new Set<string>();
  /** The next number to try behind a name: wide tables ask for the same few names thousands of times. */
  readonly #numbers = new Map<string, number>();
  readonly #hoisted = new Map<string, Local>();
  #assumption: Local | null = null;
  /** The bodies that are open, outermost first. */
  readonly #open: Body[] = [this.body];

  constructor(params: readonly Parameter[], result: ResultType) {
    this.params = params.map(({ name, type }, index) => ({ kind: "local", name: this.#unique(name), index, type }));
    this.#result = result;
  }

  /** The parameter of that name. */
  param(name: string): Local {
    const found = this.params.find((param) => param.name === name);
    if (found === undefined) throw new TypeError(`No parameter has this name: ${name}`);
    return found;
  }

  /** A new local; the name is made unique. Zero until it is set. */
  local(type: WasmType, name: string): Local {
    const index = this.params.length + this.locals.length;
    const local: Local = { kind: "local", name: this.#unique(name), index, type };
    this.locals.push(local);
    return local;
  }

  /**
   * 1 in the function's variant (see ModuleBuilder.func), 0 in the function itself: a constant in both, so that code behind it costs
   * nothing where it does not run.
   */
  assumption(): Local {
    this.#assumption ??= this.local("i32", "assumed");
    return this.#assumption;
  }

  /** The local of assumption(), or null where nothing asked for it. */
  get assumed(): Local | null {
    return this.#assumption;
  }

  /** The innermost body that is open now; see isOpen. */
  get position(): Body {
    return this.#open.at(-1)!;
  }

  /** Whether what was set in that body is still set here: the body encloses the present position. */
  isOpen(body: Body): boolean {
    return this.#open.includes(body);
  }

  set(local: Local, value: Node): void {
    checkTypes(`local ${local.name}`, [local.type], [value]);
    this.#add({ kind: "set", local, value });
  }

  store(kind: StoreKind, address: Node, value: Node, offset = 0): void {
    this.#add({ kind: "run", node: storeNode(kind, address, value, offset) });
  }

  /** Calls a function and drops what it returns. */
  call(target: FunctionRef, args: readonly Node[]): void {
    const node = callNode(target, args);
    this.#add({ kind: node.type === "void" ? "run" : "drop", node });
  }

  /** A call as an operand. It happens where the node is used: memo it if the order matters. */
  callNode(target: FunctionRef, args: readonly Node[]): Node {
    return callNode(target, args);
  }

  /** Executes a void node. */
  run(node: Node): void {
    if (node.type !== "void") throw new TypeError(`Only a void node is a statement, not ${node.type}`);
    this.#add({ kind: "run", node });
  }

  if(condition: Node, then: () => void, otherwise?: () => void): void {
    checkTypes("if", ["i32"], [condition]);
    // biome-ignore lint/suspicious/noThenProperty: a statement is never awaited.
    const statement = { kind: "if", condition, then: [] as Body, otherwise: [] as Body } as const;
    this.#add(statement);
    this.#within(statement.then, then);
    if (otherwise !== undefined) this.#within(statement.otherwise, otherwise);
  }

  /** A branch to the label leaves the block. */
  block(build: (label: Label) => void, name = "block"): void {
    this.#labelled("block", name, build);
  }

  /** A branch to the label starts the loop again. */
  loop(build: (label: Label) => void, name = "loop"): void {
    this.#labelled("loop", name, build);
  }

  br(label: Label): void {
    this.#add({ kind: "br", label, condition: null });
  }

  brIf(label: Label, condition: Node): void {
    checkTypes("br_if", ["i32"], [condition]);
    this.#add({ kind: "br", label, condition });
  }

  return(node?: Node): void {
    checkTypes("return", this.#result === "void" ? [] : [this.#result], node === undefined ? [] : [node]);
    this.#add({ kind: "return", node: node ?? null });
  }

  drop(node: Node): void {
    this.#add({ kind: "drop", node });
  }

  /** A line of text in the printed form. */
  comment(text: string): void {
    this.#add({ kind: "comment", text });
  }

  /** `for (; index < limit; index++)`, unsigned; the limit is evaluated before every round. */
  countLoop(index: Local, limit: Node, build: () => void): void {
    this.block((done) => {
      this.loop((again) => {
        this.brIf(done, i32.geU(index, limit));
        build();
        this.set(index, i32.add(index, i32.const(1)));
        this.br(again);
      }, "next");
    }, "done");
  }

  /** The node itself if reading it again is free (local, constant), else a fresh local that holds its value. */
  memo(node: Node, name: string): Node {
    if (node.kind === "local" || node.kind === "const") return node;
    if (node.type === "void") throw new TypeError("A void node has no value");
    const local = this.local(node.type, name);
    this.set(local, node);
    return local;
  }

  /**
   * Computes the node once, at the start of the function, wherever this is called. It may use parameters, constants and
   * other hoisted nodes alone, and memory that the function does not write before. Equal nodes share one local.
   */
  hoist(node: Node, name: string): Node {
    if (node.kind === "local" || node.kind === "const") return node;
    if (node.type === "void") throw new TypeError("A void node has no value");
    const key = printNode(node);
    let local = this.#hoisted.get(key);
    if (local === undefined) {
      local = this.local(node.type, name);
      this.#hoisted.set(key, local);
      this.preamble.push({ kind: "set", local, value: node });
    }
    return local;
  }

  #add(statement: Statement): void {
    this.position.push(statement);
  }

  #labelled(kind: "block" | "loop", name: string, build: (label: Label) => void): void {
    const label: Label = { name: this.#unique(name) };
    const body: Body = [];
    this.#add({ kind, label, body });
    this.#within(body, () => build(label));
  }

  #within(body: Body, build: () => void): void {
    this.#open.push(body);
    build();
    this.#open.pop();
  }

  #unique(name: string): string {
    const clean = name.replace(/[^A-Za-z0-9_.]/g, "_");
    let unique = clean;
    let number = this.#numbers.get(clean) ?? 2;
    while (this.#names.has(unique)) unique = `${clean}.${number++}`;
    this.#numbers.set(clean, number);
    this.#names.add(unique);
    return unique;
  }
}
