import type { DataType } from "@millrace/core";
import { InternalEngineError, layoutOf, layoutWidth } from "@millrace/core";
import type { KernelSignatures } from "@millrace/kernels";
import type { LiteralValue } from "@millrace/plan";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import type { FunctionRef, Local, Node } from "../assembler/node.ts";
import { i32 } from "../assembler/opcodes.ts";
import type { CompiledValue } from "../expression/compiled-value.ts";
import { keepValue, valueOf } from "../expression/compiled-value.ts";
import { loadValue, storeValue } from "../expression/memory-access.ts";
import type { ErrorSite, Scope } from "../expression/scope.ts";
import type { RunMemory } from "./run-memory.ts";

/** A column of a run: values in their literal form. */
export interface RunColumn {
  readonly name: string;
  readonly type: DataType;
  readonly values: readonly LiteralValue[];
}

/** Where a failed row is recorded: site number (from 1), row, the value that failed. */
const FAILURE_BYTES = 32;
const FAILURE_ROW = 4;
const FAILURE_VALUE = 16;

/** The scope of a run over columns in a RunMemory: addresses are constants of the code, as the module runs once. */
export class RunScope implements Scope {
  readonly f: FunctionBuilder;
  readonly module: ModuleBuilder;
  readonly sites: { readonly site: ErrorSite; readonly type: DataType | null }[] = [];
  readonly failure: number;
  readonly #memory: RunMemory;
  readonly #signatures: KernelSignatures;
  readonly #row: Local;
  readonly #columns: ReadonlyMap<string, RunColumn>;
  readonly #values = new Map<string, CompiledValue>();
  readonly #more: FunctionRef;

  constructor(
    module: ModuleBuilder,
    f: FunctionBuilder,
    row: Local,
    memory: RunMemory,
    signatures: KernelSignatures,
    columns: readonly RunColumn[],
  ) {
    this.module = module;
    this.f = f;
    this.#row = row;
    this.#memory = memory;
    this.#signatures = signatures;
    this.#columns = new Map(columns.map((column) => [column.name, column]));
    this.failure = memory.allocate(FAILURE_BYTES);
    this.#more = module.importFunction("env", "allocate", ["i32"], "i32");
  }

  /** Loads every column; to be called at the start of a row's code, so that values are there in every branch. */
  loadColumns(): void {
    for (const column of this.#columns.values()) this.#values.set(column.name, this.#load(column));
  }

  column(name: string): CompiledValue {
    const value = this.#values.get(name);
    if (value === undefined) throw new InternalEngineError(`Column "${name}" is not part of this run`);
    return value;
  }

  literal(value: LiteralValue, type: DataType): CompiledValue {
    const layout = layoutOf(type);
    const address = this.#memory.allocate(layoutWidth(layout));
    this.#memory.write(address, value, type);
    const parts = loadValue(layout, i32.const(address)).map((part) => this.f.hoist(part, "literal"));
    return valueOf(type, parts, value === null ? i32.const(0) : null);
  }

  kernel(name: string): FunctionRef {
    const signature = this.#signatures.get(name);
    if (signature === undefined) throw new InternalEngineError(`There is no kernel "${name}"`);
    return this.module.importFunction("kernels", name, signature.params, signature.result);
  }

  rowScratch(bytes: number): Node {
    return i32.const(this.#memory.allocate(bytes));
  }

  fail(site: ErrorSite, value?: CompiledValue): void {
    const { f } = this;
    const at = i32.const(this.failure);
    f.store("i32", at, i32.const(this.sites.push({ site, type: value?.type ?? null })));
    f.store("i32", at, this.#row, FAILURE_ROW);
    if (value !== undefined) storeValue(f, value.layout, at, value.parts, FAILURE_VALUE);
    f.return();
  }

  stringSpace(bytes: Node): Node {
    return this.f.memo(this.f.callNode(this.#more, [bytes]), "space");
  }

  keepString(field: Node, view: Node): void {
    // Every string lives as long as the run.
    storeValue(this.f, "view", field, [view]);
  }

  /** The recorded failure, or null. */
  failed(): { readonly site: ErrorSite; readonly row: number; readonly value: LiteralValue } | null {
    const found = this.sites[this.#memory.readWord(this.failure) - 1];
    if (found === undefined) return null;
    const value = found.type === null ? null : this.#memory.read(this.failure + FAILURE_VALUE, found.type);
    return { site: found.site, row: this.#memory.readWord(this.failure + FAILURE_ROW), value };
  }

  #load({ name, type, values }: RunColumn): CompiledValue {
    const layout = layoutOf(type);
    const { data, validity } = this.#memory.writeVector(values, type);
    const address = i32.add(i32.const(data), i32.mul(this.#row, i32.const(layoutWidth(layout))));
    const valid = validity === 0 ? null : i32.load8U(i32.add(i32.const(validity), this.#row));
    const at = layout === "i128" ? this.f.memo(address, "address") : address;
    return keepValue(this.f, valueOf(type, loadValue(layout, at), valid), name);
  }
}
