import type { DataType } from "@millrace/core";
import { InternalEngineError, layoutOf, layoutWidth, Schema, sameType } from "@millrace/core";
import type { KernelExports, KernelLibrary } from "@millrace/kernels";
import { instantiateKernels, loadKernelLibrary } from "@millrace/kernels";
import type { ConstantEvaluator, Expr, FunctionCatalog, LiteralValue } from "@millrace/plan";
import { coerceExpr, implicitCast, typeOf } from "@millrace/plan";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { ModuleBuilder } from "../assembler/module-builder.ts";
import { i32 } from "../assembler/opcodes.ts";
import type { EmitCatalog } from "../expression/catalog.ts";
import { compileExpr } from "../expression/compile.ts";
import { storeValue } from "../expression/memory-access.ts";
import type { Typing } from "../expression/scope.ts";
import { RunMemory } from "./run-memory.ts";
import type { RunColumn } from "./run-scope.ts";
import { RunScope } from "./run-scope.ts";
import { errorOfSite } from "./site-error.ts";

/** The functions of plans, as both the planner and the compiler see them. */
export type FullCatalog = FunctionCatalog & EmitCatalog;

/** The types of expressions over the columns of a schema; one object per call. */
export function typingOf(schema: Schema, catalog: FunctionCatalog): Typing {
  return { typeOf: (expr) => typeOf(expr, schema, catalog) };
}

/**
 * Runs compiled code over small columns on the calling thread: constants of plans, and tests. The semantics are those of
 * queries, because the code is.
 */
export class ExpressionRunner {
  readonly #catalog: FullCatalog;
  readonly #kernels: KernelLibrary;
  readonly #memory: RunMemory = new RunMemory();
  readonly #instance: KernelExports;

  constructor(catalog: FullCatalog, kernels: KernelLibrary = loadKernelLibrary()) {
    this.#catalog = catalog;
    this.#kernels = kernels;
    this.#instance = instantiateKernels(kernels.module, this.#memory.memory);
  }

  /** The values of an expression, coerced first; throws the error of the first row that fails. */
  evaluate(expr: Expr, columns: readonly RunColumn[], numRows: number, type?: DataType): LiteralValue[] {
    const schema = Schema(columns.map(({ name, type: own }) => ({ name, type: own, nullable: true })));
    const coerced = coerceExpr(expr, schema, this.#catalog);
    const own = typeOf(coerced, schema, this.#catalog);
    const target = type === undefined || sameType(type, own) ? coerced : implicitCast(coerced, own, type);
    const result = type ?? own;
    const width = layoutWidth(layoutOf(result));
    this.#memory.reset();
    const data = this.#memory.allocate(width * numRows);
    const validity = this.#memory.allocate(numRows);
    this.run(columns, (scope, row) => {
      const typing = typingOf(schema, this.#catalog);
      const f = scope.f;
      f.countLoop(row, i32.const(numRows), () => {
        scope.loadColumns();
        const value = compileExpr(target, scope, this.#catalog, typing);
        const address = f.memo(i32.add(i32.const(data), i32.mul(row, i32.const(width))), "out");
        storeValue(f, value.layout, address, value.parts);
        f.store("i8", i32.add(i32.const(validity), row), value.valid ?? i32.const(1));
      });
    });
    return Array.from({ length: numRows }, (_, row) =>
      this.#memory.readByte(validity + row) === 0 ? null : this.#memory.read(data + row * width, result),
    );
  }

  /** The memory of the run: reset by `evaluate`, and by the caller of `run`. */
  get memory(): RunMemory {
    return this.#memory;
  }

  /** Builds a function with `build` and runs it once; throws the error of a row that failed. */
  run(
    columns: readonly RunColumn[],
    build: (scope: RunScope, row: ReturnType<FunctionBuilder["local"]>) => void,
  ): void {
    const module = new ModuleBuilder();
    let scope: RunScope | null = null;
    module.func(
      "run",
      [],
      "void",
      (f) => {
        const row = f.local("i32", "row");
        scope = new RunScope(module, f, row, this.#memory, this.#kernels.signatures, columns);
        build(scope, row);
      },
      { exported: true },
    );
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), {
      env: { memory: this.#memory.memory, allocate: (bytes: number) => this.#memory.allocate(bytes) },
      kernels: this.#instance as unknown as Readonly<Record<string, WebAssembly.ImportValue>>,
    });
    (instance.exports["run"] as () => void)();
    this.#report(scope);
  }

  #report(scope: RunScope | null): void {
    if (scope === null) throw new InternalEngineError("A run has no scope");
    const failure = scope.failed();
    if (failure !== null) throw errorOfSite(failure.site, failure.row, failure.value);
  }
}

/** Evaluates constants by the code of queries. The kernels are loaded at the first constant. */
export function constantEvaluator(catalog: FullCatalog): ConstantEvaluator {
  let runner: ExpressionRunner | null = null;
  return {
    evaluate(expr, type) {
      runner ??= new ExpressionRunner(catalog);
      return runner.evaluate(expr, [], 1, type)[0] ?? null;
    },
  };
}
