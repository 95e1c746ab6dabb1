import type { CompiledValue, FunctionBuilder, FunctionRef, Node, Typing } from "@millrace/compiler";
import { i32, ModuleBuilder } from "@millrace/compiler";
import { InternalEngineError } from "@millrace/core";
import type { KernelSignatures } from "@millrace/kernels";
import { resolveExpr } from "@millrace/plan";
import type { AggregateCall } from "../physical/pipeline.ts";
import { ContextLayout } from "./context-layout.ts";
import type { Environment, PositionId } from "./environment.ts";
import type { Catalog } from "./facts.ts";
import { Lookups } from "./lookups.ts";
import type { RowErrorSite } from "./program.ts";
import type { StageScope } from "./stage-scope.ts";
import { SourceScope } from "./stage-scope.ts";
import { schemaOfEnvironment } from "./typing.ts";

/** The words of the context block that describe a source column's vector. */
export interface ColumnWords {
  readonly data: number;
  readonly validity: number;
  readonly dictionary: number;
}

/** What all functions of one pipeline's module share. */
export class ModuleContext {
  readonly module: ModuleBuilder = new ModuleBuilder();
  readonly layout: ContextLayout = new ContextLayout();
  readonly catalog: Catalog;
  readonly errorSites: RowErrorSite[] = [];
  readonly lookups: Lookups = new Lookups(this);
  /** The aggregate calls whose states the source's rows hold. */
  sourceCalls: readonly AggregateCall[] = [];
  private readonly signatures: KernelSignatures;
  private readonly imports = new Map<string, FunctionRef>();
  private readonly typings = new Map<Environment, Typing>();

  constructor(catalog: Catalog, signatures: KernelSignatures) {
    this.catalog = catalog;
    this.signatures = signatures;
  }

  /** The types of expressions over the columns at some point; one object for each environment. */
  typing(environment: Environment): Typing {
    let typing = this.typings.get(environment);
    if (typing === undefined) {
      const schema = schemaOfEnvironment(environment);
      typing = { typeOf: (expr) => resolveExpr(expr, schema, this.catalog).type };
      this.typings.set(environment, typing);
    }
    return typing;
  }

  /** A scope for a loop outside of the stages. */
  scope(f: FunctionBuilder, context: Node): StageScope {
    return new SourceScope(this, f, context);
  }

  /** A kernel, imported on first use. */
  kernel(name: string): FunctionRef {
    const signature = this.signatures.get(name);
    if (signature === undefined) throw new InternalEngineError(`There is no kernel "${name}"`);
    return this.import("kernels", name, signature.params, signature.result);
  }

  /** The import that finds more space for computed strings: bytes in, address out. */
  moreScratch(): FunctionRef {
    return this.import("env", "more_scratch", ["i32"], "i32");
  }

  /** The import that makes room in a group-by's table and places the row at hand. */
  makeRoom(): FunctionRef {
    return this.import("env", "make_room", [], "void");
  }

  /** The import that finds more space for the strings of states: bytes in. */
  moreText(): FunctionRef {
    return this.import("env", "more_text", ["i32"], "void");
  }

  /** What a stage returns when a row failed. */
  failure(): Node {
    return i32.const(-1);
  }

  /** Registers a place where a row can fail; its number, counted from 1. */
  addErrorSite(site: RowErrorSite): number {
    return this.errorSites.push(site);
  }

  columnWords(column: number): ColumnWords {
    return {
      data: this.layout.word(`column${column}.data`),
      validity: this.layout.word(`column${column}.validity`),
      dictionary: this.layout.word(`column${column}.dictionary`),
    };
  }

  lookupWords(table: number): { readonly data: number; readonly validity: number } {
    return { data: this.layout.word(`table${table}.data`), validity: this.layout.word(`table${table}.validity`) };
  }

  /** The word that holds the address of the row that stands for "no partner". */
  nullRowWord(position: PositionId): number {
    return this.layout.word(`position${position}.nullRow`);
  }

  /** The result of an aggregate whose state lies at an address. */
  finishAggregate(scope: StageScope, call: number, state: Node): CompiledValue {
    const definition = this.sourceCalls[call];
    const aggregate = definition === undefined ? undefined : this.catalog.aggregate(definition.function);
    if (definition === undefined || aggregate === undefined) {
      throw new InternalEngineError(`Aggregate call ${call} is not known to this pipeline`);
    }
    return aggregate.finish(scope, state, definition.argTypes, definition.options);
  }

  private import(
    module: string,
    name: string,
    params: FunctionRef["params"],
    result: FunctionRef["result"],
  ): FunctionRef {
    const key = `${module}.${name}`;
    let ref = this.imports.get(key);
    if (ref === undefined) {
      ref = this.module.importFunction(module, name, params, result);
      this.imports.set(key, ref);
    }
    return ref;
  }
}
