import type {
  Bounds,
  CompiledValue,
  ErrorSite,
  FunctionBuilder,
  FunctionRef,
  Magnitude,
  MagnitudeSource,
  ModuleBuilder,
  Node,
  Scope,
} from "@millrace/compiler";
import { bothValid, compileExpr, i32, i64, loadValue, storeValue, v128 } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { InternalEngineError, layoutOf, PAGE_SIZE, VIEW_SIZE } from "@millrace/core";
import type { Expr, LiteralValue } from "@millrace/plan";
import { columnsOf } from "@millrace/plan";
import {
  CONTEXT_ERROR_ROW,
  CONTEXT_ERROR_SITE,
  CONTEXT_ERROR_VALUE,
  CONTEXT_SCRATCH,
  CONTEXT_SCRATCH_END,
  CONTEXT_TEXT,
  CONTEXT_ZERO,
} from "./context-layout.ts";
import type { Binding, Environment, PositionId } from "./environment.ts";
import { BATCH_ROW, bindingOf } from "./environment.ts";
import type { ModuleContext } from "./module-context.ts";
import { elementAddress } from "./values.ts";

/**
 * Code for one row inside a stage's loop: where columns, literals and errors come from. Values are computed once a row, in the
 * order in which they are first asked for, and never inside a branch, so that later code may use them.
 */
export class StageScope implements Scope {
  readonly f: FunctionBuilder;
  readonly context: Node;
  private readonly own: ModuleContext;
  private readonly positions = new Map<PositionId, Node>();
  private readonly values = new Map<Binding, CompiledValue>();
  private readonly codes = new Map<number, Node>();
  private readonly hoisted = new Map<string, Node>();
  private environment: Environment = new Map();
  readonly bounds: Bounds | undefined;

  /** `bounds` is given where the code may exist twice, see Bounds. */
  constructor(own: ModuleContext, f: FunctionBuilder, context: Node, bounds?: Bounds) {
    this.own = own;
    this.f = f;
    this.context = context;
    this.bounds = bounds;
  }

  get module(): ModuleBuilder {
    return this.own.module;
  }

  /** A scope of the same row for code behind a branch: what it computes is not known outside. */
  apart(): StageScope {
    const scope = new StageScope(this.own, this.f, this.context);
    for (const [id, node] of this.positions) scope.setPosition(id, node);
    return scope;
  }

  /** Where the current row is; set for each position before any value is asked for. */
  setPosition(id: PositionId, node: Node): void {
    this.positions.set(id, node);
  }

  /** All positions of the row. */
  get allPositions(): ReadonlyMap<PositionId, Node> {
    return this.positions;
  }

  /** The value of an expression over these columns. */
  value(expr: Expr, environment: Environment): CompiledValue {
    const { expr: reduced, environment: within } = this.own.lookups.reduce(expr, environment);
    for (const name of columnsOf(reduced)) this.bind(bindingOf(within, name));
    const outer = this.environment;
    this.environment = within;
    const value = compileExpr(reduced, this, this.own.catalog, this.own.typing(within));
    this.environment = outer;
    return value;
  }

  column(name: string): CompiledValue {
    return this.bind(bindingOf(this.environment, name));
  }

  /** The value of a column at the current row. */
  bind(binding: Binding): CompiledValue {
    const known = this.values.get(binding);
    if (known !== undefined) return known;
    const value = this.keep(this.load(binding));
    this.values.set(binding, value);
    return value;
  }

  literal(value: LiteralValue, type: DataType): CompiledValue {
    const layout = layoutOf(type);
    if (value === null) {
      return { type, layout, parts: loadValue(layout, this.context, CONTEXT_ZERO), valid: i32.const(0) };
    }
    const offset = this.own.layout.literal(value, type);
    const parts = loadValue(layout, this.context, offset).map((part) => this.f.hoist(part, "literal"));
    const magnitude = layout === "i64" ? constantMagnitude(value) : undefined;
    return { type, layout, parts, valid: null, magnitude };
  }

  kernel(name: string): FunctionRef {
    return this.own.kernel(name);
  }

  rowScratch(bytes: number): Node {
    return this.f.hoist(i32.add(this.context, i32.const(this.own.layout.space(bytes))), "scratch");
  }

  fail(site: ErrorSite, value?: CompiledValue): void {
    const number = this.own.addErrorSite({ site, type: value?.type ?? null });
    this.f.store("i32", this.context, i32.const(number), CONTEXT_ERROR_SITE);
    this.f.store("i32", this.context, this.positions.get(BATCH_ROW) ?? i32.const(-1), CONTEXT_ERROR_ROW);
    if (value !== undefined) storeValue(this.f, value.layout, this.context, value.parts, CONTEXT_ERROR_VALUE);
    this.f.return(this.own.failure());
  }

  stringSpace(bytes: Node): Node {
    const { f, context } = this;
    const wanted = f.memo(bytes, "bytes");
    const start = f.local("i32", "space");
    f.set(start, i32.load(context, CONTEXT_SCRATCH));
    f.if(i32.gtU(wanted, i32.sub(i32.load(context, CONTEXT_SCRATCH_END), start)), () => {
      f.set(start, f.callNode(this.own.moreScratch(), [wanted]));
    });
    f.store("i32", context, i32.add(start, wanted), CONTEXT_SCRATCH);
    return start;
  }

  /** The state gets a copy of the string, long text in the sink's area. */
  keepString(field: Node, view: Node): void {
    const { f } = this;
    const area = f.hoist(i32.load(this.context, CONTEXT_TEXT), "text");
    const kept = (): Node => f.callNode(this.kernel("text_keep"), [area, field, view]);
    f.if(i32.eqz(kept()), () => {
      f.call(this.own.moreText(), [i32.load(view)]);
      f.drop(kept());
    });
  }

  /** The address of an empty string's view. */
  zeroView(): Node {
    return this.once("empty", () => this.f.hoist(i32.add(this.context, i32.const(CONTEXT_ZERO)), "empty"));
  }

  /** The address that a word of the context holds, read once a call. */
  address(word: number, name: string): Node {
    return this.once(`word${word}`, () => this.f.hoist(i32.load(this.context, word), name));
  }

  private once(key: string, make: () => Node): Node {
    const known = this.hoisted.get(key);
    if (known !== undefined) return known;
    const node = make();
    this.hoisted.set(key, node);
    return node;
  }

  /** The position of the current row. */
  position(id: PositionId): Node {
    const node = this.positions.get(id);
    if (node === undefined) throw new InternalEngineError(`Row position ${id} is not live in this stage`);
    return node;
  }

  private keep(value: CompiledValue): CompiledValue {
    return {
      ...value,
      parts: value.parts.map((part) => this.f.memo(part, "value")),
      valid: value.valid === null ? null : this.f.memo(value.valid, "valid"),
    };
  }

  private load(binding: Binding): CompiledValue {
    switch (binding.kind) {
      case "vector":
        return this.loadVector(binding.column, binding.coded, binding);
      case "dictionary":
        return this.loadDictionary(binding.column, binding);
      case "lookup":
        return this.loadLookup(binding);
      case "field":
        return this.loadField(binding);
      case "state": {
        const state = i32.add(this.position(binding.position), i32.const(binding.offset));
        return this.own.finishAggregate(this, binding.call, this.f.memo(state, "state"));
      }
      case "slot": {
        const slot = this.position(binding.position);
        const layout = layoutOf(binding.type);
        const valid = i32.eqz(i32.load8U(slot, binding.nullOffset));
        return { type: binding.type, layout, parts: loadValue(layout, slot, binding.offset), valid };
      }
      case "computed":
        return this.value(binding.expr, binding.environment);
      case "rowNumber":
        return { type: binding.type, layout: "u32", parts: [this.position(binding.position)], valid: null };
    }
  }

  private loadVector(column: number, coded: boolean, binding: Binding): CompiledValue {
    const words = this.own.columnWords(column);
    const row = this.position(BATCH_ROW);
    const layout = layoutOf(binding.type);
    const data = this.address(words.data, "data");
    let address = elementAddress(data, row, binding.type);
    if (coded) {
      const code = i32.load(i32.add(data, i32.shl(row, i32.const(2))), 0);
      address = elementAddress(this.address(words.dictionary, "dictionary"), code, binding.type);
    }
    const kept = layout === "i128" || layout === "view" ? this.f.memo(address, "address") : address;
    const valid = this.vectorValidity(column, binding);
    const magnitude = vectorMagnitude(layout, { column, of: coded ? "dictionary" : "values", table: 0 });
    return { type: binding.type, layout, parts: loadValue(layout, kept), valid, magnitude };
  }

  private loadDictionary(column: number, binding: Binding): CompiledValue {
    const values = this.address(this.own.columnWords(column).dictionary, "dictionary");
    const address = this.f.memo(elementAddress(values, this.position(BATCH_ROW), binding.type), "address");
    const layout = layoutOf(binding.type);
    return { type: binding.type, layout, parts: loadValue(layout, address), valid: null };
  }

  private loadLookup(binding: Extract<Binding, { kind: "lookup" }>): CompiledValue {
    const { column, table, nulls } = binding;
    const words = this.own.columnWords(column);
    const layout = layoutOf(binding.type);
    const code = this.codeOf(column, words.data);
    const tables = this.own.lookupWords(table);
    const parts = loadValue(layout, elementAddress(this.address(tables.data, "table"), code, binding.type));
    const own = nulls.ofTable ? i32.load8U(i32.add(this.address(tables.validity, "tableValid"), code), 0) : null;
    const rowValid = nulls.ofColumn ? this.vectorValidity(column, binding) : null;
    const valid = bothValid(own, rowValid);
    return {
      type: binding.type,
      layout,
      parts,
      valid,
      magnitude: vectorMagnitude(layout, { column, of: "table", table }),
    };
  }

  /** The code of the row in a coded column, loaded once. */
  private codeOf(column: number, word: number): Node {
    const known = this.codes.get(column);
    if (known !== undefined) return known;
    const at = i32.add(this.address(word, "codes"), i32.shl(this.position(BATCH_ROW), i32.const(2)));
    const code = this.f.memo(i32.load(at, 0), "code");
    this.codes.set(column, code);
    return code;
  }

  /** One byte a row; a vector without nulls has the address 0, which is told apart once a call. */
  private vectorValidity(column: number, binding: Binding): Node | null {
    if (!binding.nullable) return null;
    const base = this.address(this.own.columnWords(column).validity, "validity");
    const some = this.once(`some${column}`, () => this.f.hoist(i32.ne(base, i32.const(0)), "hasNulls"));
    const mask = this.once(`mask${column}`, () => this.f.hoist(i32.sub(i32.const(0), some), "mask"));
    // Without nulls every row reads byte 0 of the guard page and is valid all the same.
    return i32.or(i32.load8U(i32.add(base, i32.and(this.position(BATCH_ROW), mask)), 0), i32.eqz(some));
  }

  private loadField(binding: Extract<Binding, { kind: "field" }>): CompiledValue {
    const row = this.position(binding.position);
    const layout = layoutOf(binding.type);
    const nulls = binding.nullOffset < 0 ? null : i32.eqz(i32.load8U(row, binding.nullOffset));
    const there = binding.optional
      ? i32.ne(row, this.address(this.own.nullRowWord(binding.position), "nullRow"))
      : null;
    const valid = nulls === null ? there : there === null ? nulls : i32.and(nulls, there);
    if (layout !== "view") return { type: binding.type, layout, parts: loadValue(layout, row, binding.offset), valid };
    return { type: binding.type, layout, parts: [this.rowView(row, binding.offset)], valid };
  }

  /** A string of a row: its view in the row where it is short, else a copy with the address of its bytes. */
  private rowView(row: Node, offset: number): Node {
    const { f } = this;
    const view = f.local("i32", "view");
    f.set(view, i32.add(row, i32.const(offset)));
    f.if(i32.gtU(i32.load(view, 0), i32.const(12)), () => {
      const copy = this.rowScratch(VIEW_SIZE);
      f.store("i64", copy, i64.load(view, 0), 0);
      const page = i32.and(row, i32.const(-PAGE_SIZE));
      f.store("i64", copy, i64.extendI32U(i32.add(i32.load(view, 8), page)), 8);
      f.set(view, copy);
    });
    return view;
  }
}

/** Code for one row in a loop of a source: what it reads stays in memory as long as the states. */
export class SourceScope extends StageScope {
  override keepString(field: Node, view: Node): void {
    this.f.store("v128", field, v128.load(view));
  }
}

function vectorMagnitude(layout: CompiledValue["layout"], source: MagnitudeSource): Magnitude | undefined {
  return layout === "i64" ? { kind: "vector", source } : undefined;
}

function constantMagnitude(value: LiteralValue): Magnitude | undefined {
  if (typeof value !== "bigint" && typeof value !== "number") return undefined;
  return { kind: "constant", value: Math.abs(Number(value)) };
}
