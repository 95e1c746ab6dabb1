import type { CompiledValue, FunctionBuilder, FunctionRef, ModuleBuilder, Node, Scope } from "@millrace/compiler";
import { i32, keepValue, loadValue, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";

/** A column of a loop: its type, and the node that has the address of its values. */
export interface VectorColumn {
  readonly type: DataType;
  readonly data: Node;
}

/** Code for one row of vectors of numbers without nulls: the least that compiled expressions need around them. */
export class VectorScope implements Scope {
  readonly f: FunctionBuilder;
  readonly module: ModuleBuilder;
  readonly #row: Node;
  readonly #columns: Readonly<Record<string, VectorColumn>>;
  readonly #literals: (value: LiteralValue, type: DataType) => number;

  /** `literals` gives the address of a constant. */
  constructor(
    module: ModuleBuilder,
    f: FunctionBuilder,
    row: Node,
    columns: Readonly<Record<string, VectorColumn>>,
    literals: (value: LiteralValue, type: DataType) => number,
  ) {
    this.module = module;
    this.f = f;
    this.#row = row;
    this.#columns = columns;
    this.#literals = literals;
  }

  column(name: string): CompiledValue {
    const column = this.#columns[name];
    if (column === undefined) throw new Error(`The loop has no column "${name}".`);
    const layout = layoutOf(column.type);
    const address = i32.add(column.data, i32.mul(this.#row, i32.const(layoutWidth(layout))));
    return keepValue(this.f, valueOf(column.type, loadValue(layout, address)), name);
  }

  literal(value: LiteralValue, type: DataType): CompiledValue {
    const parts = loadValue(layoutOf(type), i32.const(this.#literals(value, type)));
    return valueOf(
      type,
      parts.map((part) => this.f.hoist(part, "literal")),
    );
  }

  kernel(name: string): FunctionRef {
    throw new Error(`The loop calls no kernels, not "${name}" either.`);
  }

  rowScratch(): Node {
    throw new Error("The loop has no scratch.");
  }

  stringSpace(): Node {
    throw new Error("The loop has no strings.");
  }

  fail(): void {
    throw new Error("The loop's expressions cannot fail.");
  }
}
