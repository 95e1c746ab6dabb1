import { InternalEngineError, isText, typeName } from "@millrace/core";
import type { CallExpr, CastExpr, ConditionalExpr, Expr } from "@millrace/plan";
import { exprChildren, exprKey, isTotalCast } from "@millrace/plan";
import type { Node } from "../assembler/node.ts";
import { i32 } from "../assembler/opcodes.ts";
import type { Body } from "../assembler/statement.ts";
import { emitCast } from "./cast/cast.ts";
import type { EmitCatalog, EmitContext, EmittableFunction } from "./catalog.ts";
import type { CompiledValue } from "./compiled-value.ts";
import { bothValid, keepValue, selectNode, valueOf, variable, withValid } from "./compiled-value.ts";
import { exprText } from "./expr-text.ts";
import type { ErrorSite, Scope, Typing } from "./scope.ts";

/** Nodes of an expression that may be computed in vain rather than behind a branch. */
const CHEAP_NODES = 8;

/** A value that was computed, and the body whose statements computed it. */
interface Remembered {
  readonly value: CompiledValue;
  readonly body: Body;
}

type Memo = Map<string, Remembered>;
const memos = new WeakMap<Scope, WeakMap<Typing, Memo>>();

function memoOf(scope: Scope, typing: Typing): Memo {
  const typings = memos.get(scope) ?? new WeakMap<Typing, Memo>();
  memos.set(scope, typings);
  const memo: Memo = typings.get(typing) ?? new Map();
  typings.set(typing, memo);
  return memo;
}

/**
 * Emits the code of a coerced expression for the scope's row and returns its value, in locals. Equal subexpressions of one
 * scope and typing are computed once, as long as what computed them encloses the present position of the code: a scope
 * therefore stands for one row at a time.
 */
export function compileExpr(expr: Expr, scope: Scope, catalog: EmitCatalog, typing: Typing): CompiledValue {
  return new ExprCompiler(scope, catalog, typing).compile(expr);
}

class ExprCompiler {
  readonly #scope: Scope;
  readonly #catalog: EmitCatalog;
  readonly #typing: Typing;
  readonly #memo: Memo;

  constructor(scope: Scope, catalog: EmitCatalog, typing: Typing) {
    this.#scope = scope;
    this.#catalog = catalog;
    this.#typing = typing;
    this.#memo = memoOf(scope, typing);
  }

  compile(expr: Expr): CompiledValue {
    if (expr.kind === "alias") return this.compile(expr.input);
    if (expr.kind === "column") return this.#scope.column(expr.name);
    if (expr.kind === "literal") return this.#scope.literal(expr.value, expr.type);
    const { f } = this.#scope;
    const key = exprKey(expr);
    const known = this.#memo.get(key);
    if (known !== undefined && f.isOpen(known.body)) return known.value;
    const value = keepValue(f, this.#compute(expr), nameOf(expr));
    this.#memo.set(key, { value, body: f.position });
    return value;
  }

  #compute(expr: CallExpr | CastExpr | ConditionalExpr | Expr): CompiledValue {
    switch (expr.kind) {
      case "cast":
        return this.#cast(expr);
      case "conditional":
        return this.#conditional(expr);
      case "call":
        return this.#call(expr);
      default:
        throw new InternalEngineError(`An expression of this kind is not computed by row: ${expr.kind}`);
    }
  }

  #cast(expr: CastExpr): CompiledValue {
    const input = this.compile(expr.input);
    const site = expr.strict ? errorSite("cast", expr, typeName(input.type), typeName(expr.to)) : null;
    return emitCast(this.#scope, input, expr.to, site);
  }

  #call(expr: CallExpr): CompiledValue {
    const definition = this.#catalog.scalar(expr.function);
    if (definition === undefined) throw new InternalEngineError(`No function is named "${expr.function}"`);
    const context = this.#context(expr);
    if (definition.lazy === true) return definition.emit(context, []);
    const args = expr.args.map((arg) => this.compile(arg));
    if (definition.nullPolicy === "custom") return definition.emit(context, args);
    return this.#propagate(definition, context, args);
  }

  /** A null argument makes a null; a function that can fail does not see the rows of such arguments. */
  #propagate(definition: EmittableFunction, context: EmitContext, args: readonly CompiledValue[]): CompiledValue {
    const { f } = this.#scope;
    const always = args.map((arg) => withValid(arg, null));
    const joined = args.reduce<Node | null>((all, arg) => bothValid(all, arg.valid), null);
    if (joined === null) return definition.emit(context, always);
    const valid = f.memo(joined, "valid");
    if (!definition.properties.fallible) {
      const value = definition.emit(context, always);
      return withValid(value, bothValid(valid, value.valid));
    }
    const result = variable(f, context.type, true, definition.name);
    result.assign(withValid(this.#scope.literal(null, context.type), i32.const(0)));
    f.if(valid, () => result.assign(definition.emit(context, always)));
    return result.value;
  }

  #context(expr: CallExpr): EmitContext {
    return {
      scope: this.#scope,
      options: expr.options,
      type: this.#typing.typeOf(expr),
      argExprs: expr.args,
      compile: (arg) => this.compile(arg),
      isCheap: (arg) => this.#isCheap(arg),
      typeOf: (arg) => this.#typing.typeOf(arg),
      site: (kind, from, to, format) => errorSite(kind, expr, from, to, format),
    };
  }

  #conditional(expr: ConditionalExpr): CompiledValue {
    const type = this.#typing.typeOf(expr);
    const values = [...expr.branches.map(({ then }) => then), expr.otherwise];
    const conditions = expr.branches.map(({ when }) => when);
    // A later condition is evaluated only where the earlier ones are not true, like a branch.
    const cheap = [...values, ...conditions.slice(1)].every((value) => this.#isCheap(value));
    return cheap ? this.#selected(conditions, values) : this.#branched(conditions, values, type);
  }

  #selected(conditions: readonly Expr[], values: readonly Expr[]): CompiledValue {
    const { f } = this.#scope;
    let result = this.compile(values.at(-1)!);
    for (let i = conditions.length - 1; i >= 0; i--) {
      const holds = f.memo(this.#truth(conditions[i]!), "holds");
      const then = this.compile(values[i]!);
      const otherwise = keepValue(f, result, "otherwise");
      const parts = then.parts.map((part, k) => selectNode(holds, part, otherwise.parts[k]!));
      const nullable = then.valid !== null || otherwise.valid !== null;
      const one = i32.const(1);
      const valid = nullable ? i32.select(holds, then.valid ?? one, otherwise.valid ?? one) : null;
      result = valueOf(then.type, parts, valid);
    }
    return result;
  }

  #branched(conditions: readonly Expr[], values: readonly Expr[], type: CompiledValue["type"]): CompiledValue {
    const { f } = this.#scope;
    const result = variable(f, type, true, "case");
    const emit = (i: number): void => {
      const condition = conditions[i];
      if (condition === undefined) {
        result.assign(this.compile(values[i]!));
        return;
      }
      f.if(
        this.#truth(condition),
        () => result.assign(this.compile(values[i]!)),
        () => emit(i + 1),
      );
    };
    emit(0);
    return result.value;
  }

  /** 1 where the condition is true, 0 where it is false or null. */
  #truth(condition: Expr): Node {
    const { parts, valid } = this.compile(condition);
    return valid === null ? parts[0]! : i32.and(parts[0]!, valid);
  }

  #isCheap(expr: Expr): boolean {
    return this.#cost(expr) <= CHEAP_NODES;
  }

  /** The number of nodes; infinite for what can fail or reads text. */
  #cost(expr: Expr): number {
    if (expr.kind === "column" || expr.kind === "literal") return 1;
    const children = exprChildren(expr);
    const own =
      this.#canFail(expr) || children.some((child) => this.#readsText(expr, child)) ? Number.POSITIVE_INFINITY : 1;
    return children.reduce((sum, child) => sum + this.#cost(child), own);
  }

  #canFail(expr: Expr): boolean {
    if (expr.kind === "cast") return expr.strict && !isTotalCast(this.#typing.typeOf(expr.input), expr.to);
    return expr.kind === "call" && (this.#catalog.scalar(expr.function)?.properties.fallible ?? true);
  }

  #readsText(parent: Expr, child: Expr): boolean {
    return (parent.kind === "call" || parent.kind === "cast") && isText(this.#typing.typeOf(child));
  }
}

function nameOf(expr: Expr): string {
  return expr.kind === "call" ? expr.function : expr.kind;
}

function errorSite(kind: ErrorSite["kind"], expr: Expr, from: string, to: string, format?: string): ErrorSite {
  const expression = exprText(expr);
  return Object.freeze(format === undefined ? { kind, expression, from, to } : { kind, expression, from, to, format });
}
