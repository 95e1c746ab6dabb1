import { i32, storeValue } from "@millrace/compiler";
import { layoutOf, layoutWidth } from "@millrace/core";
import type { Expr } from "@millrace/plan";
import { ColumnExpr, columnsOf, exprChildren, exprKey, resolveExpr, someExpr, withExprChildren } from "@millrace/plan";
import type { Binding, Environment } from "./environment.ts";
import { BATCH_ROW } from "./environment.ts";
import type { ModuleContext } from "./module-context.ts";
import type { LookupProgram } from "./program.ts";
import { StageScope } from "./stage-scope.ts";
import { schemaOfEnvironment } from "./typing.ts";
import { elementAddress, zeroUnderNull } from "./values.ts";

type CodedVector = Extract<Binding, { kind: "vector" }>;

/** An expression in which parts are read from tables by code. */
interface Reduced {
  readonly expr: Expr;
  readonly environment: Environment;
}

/**
 * Expressions over one coded column are computed once for each dictionary entry instead of once a row: a function of the module
 * fills a table by code whenever the dictionary changes, and the row's code reads it.
 */
export class Lookups {
  readonly programs: LookupProgram[] = [];
  private readonly own: ModuleContext;
  private readonly tables = new Map<string, Binding>();

  constructor(own: ModuleContext) {
    this.own = own;
  }

  /** Puts a table in the place of each largest part that depends on one coded column alone. */
  reduce(expr: Expr, environment: Environment): Reduced {
    if (![...environment.values()].some(isCoded)) return { expr, environment };
    const added = new Map<string, Binding>();
    const reduced = this.reducePart(expr, environment, added);
    return added.size === 0
      ? { expr, environment }
      : { expr: reduced, environment: new Map([...environment, ...added]) };
  }

  private reducePart(expr: Expr, environment: Environment, added: Map<string, Binding>): Expr {
    if (expr.kind === "column" || expr.kind === "literal") return expr;
    const vector = this.soleCodedColumn(expr, environment);
    if (vector !== null && this.isPure(expr, vector) && this.hasLayout(expr, environment)) {
      const name = `$table:${vector.column}:${exprKey(expr)}`;
      added.set(name, this.table(name, expr, environment, vector));
      return ColumnExpr(name);
    }
    return withExprChildren(
      expr,
      exprChildren(expr).map((child) => this.reducePart(child, environment, added)),
    );
  }

  private soleCodedColumn(expr: Expr, environment: Environment): CodedVector | null {
    const names = [...columnsOf(expr)];
    const binding = names.length === 1 ? environment.get(names[0] ?? "") : undefined;
    return binding !== undefined && isCoded(binding) ? binding : null;
  }

  /** The result is null where the column is, and computing it for codes that no row has cannot fail. */
  private isPure(expr: Expr, { nullable }: CodedVector): boolean {
    return !someExpr(expr, (node) => {
      if (node.kind === "column" || node.kind === "literal" || node.kind === "alias") return false;
      if (node.kind === "cast") return node.strict;
      if (node.kind !== "call") return true;
      const properties = this.own.catalog.scalar(node.function)?.properties;
      if (properties === undefined || properties.fallible) return true;
      // What a null becomes is of no matter where there are none.
      return !(properties.elementwise && properties.deterministic && (properties.nullPropagating || !nullable));
    });
  }

  /** Lists have no layout of their own: they are computed together with what takes one of their parts. */
  private hasLayout(expr: Expr, environment: Environment): boolean {
    return resolveExpr(expr, schemaOfEnvironment(environment), this.own.catalog).type.kind !== "list";
  }

  private table(name: string, expr: Expr, environment: Environment, vector: CodedVector): Binding {
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const [column] = columnsOf(expr);
    const dictionary: Binding = { kind: "dictionary", type: vector.type, nullable: false, column: vector.column };
    const within: Environment = new Map([...environment, [column ?? "", dictionary]]);
    const { type, nullable } = resolveExpr(expr, schemaOfEnvironment(within), this.own.catalog);
    const number = this.programs.length;
    const words = this.own.lookupWords(number);
    const name0 = `table${number}`;
    const width = layoutWidth(layoutOf(type));
    this.programs.push({ column: vector.column, function: name0, data: words.data, validity: words.validity, width });
    this.emit(name0, number, expr, within);
    const nulls = { ofTable: nullable, ofColumn: vector.nullable };
    const isNullable = nullable || vector.nullable;
    const binding: Binding = {
      kind: "lookup",
      type,
      nullable: isNullable,
      column: vector.column,
      table: number,
      nulls,
    };
    this.tables.set(name, binding);
    return binding;
  }

  private emit(name: string, number: number, expr: Expr, within: Environment): void {
    const parameters = [
      { name: "context", type: "i32" },
      { name: "from", type: "i32" },
      { name: "count", type: "i32" },
    ] as const;
    this.own.module.func(
      name,
      parameters,
      "i32",
      (f) => {
        const scope = new StageScope(this.own, f, f.param("context"));
        const code = f.local("i32", "code");
        f.set(code, f.param("from"));
        f.countLoop(code, f.hoist(i32.add(f.param("from"), f.param("count")), "end"), () => {
          scope.setPosition(BATCH_ROW, code);
          const value = scope.value(expr, within);
          const words = this.own.lookupWords(number);
          const target = f.memo(elementAddress(scope.address(words.data, "table"), code, value.type), "entry");
          storeValue(f, value.layout, target, zeroUnderNull(value, scope.zeroView()));
          f.store("i8", i32.add(scope.address(words.validity, "valid"), code), value.valid ?? i32.const(1));
        });
        f.return(i32.const(0));
      },
      { exported: true },
    );
  }
}

function isCoded(binding: Binding): binding is CodedVector {
  return binding.kind === "vector" && binding.coded;
}
