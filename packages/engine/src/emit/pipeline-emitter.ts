import type { CompiledValue, Local, Node } from "@millrace/compiler";
import { i32, keepCells } from "@millrace/compiler";
import { BATCH_ROWS, InternalEngineError, STAGE_ROWS } from "@millrace/core";
import type { KernelSignatures } from "@millrace/kernels";
import type { Expr } from "@millrace/plan";
import { emitAggregateSink } from "../operators/aggregate/emit.ts";
import { emitChunksSink } from "../operators/chunks/emit.ts";
import { emitHolisticSink } from "../operators/holistic/emit.ts";
import {
  emitHashProbe,
  emitInlineProbe,
  emitJoinSink,
  emitKeyFilter,
  emitKeySetSink,
  isInlineProbe,
} from "../operators/join/emit.ts";
import { emitSortSink } from "../operators/sort/emit.ts";
import type { Pipeline, PipelineOperator, StateId } from "../physical/pipeline.ts";
import type { Binding, Environment, PositionId } from "./environment.ts";
import { BATCH_ROW } from "./environment.ts";
import type { Catalog, JoinFacts, PipelineFacts } from "./facts.ts";
import { isCheapTest, splitFilter } from "./filters.ts";
import type { FirstStage } from "./first-stage.ts";
import { planFirstStage } from "./first-stage.ts";
import { ModuleContext } from "./module-context.ts";
import type { NarrowProgram } from "./narrow.ts";
import { NarrowBounds, narrowName } from "./narrow.ts";
import { operatorName } from "./operator-names.ts";
import type { StageOperator } from "./place-filters.ts";
import { placeKeyFilters } from "./place-filters.ts";
import type { ArrayProgram, ColumnProgram, KeyFilterProgram, ProgramStep, SlotProgram } from "./program.ts";
import { emitRowNumber } from "./row-number.ts";
import type { BoundSource } from "./source-environment.ts";
import { bindSource, SOURCE_ROW, SOURCE_SLOT } from "./source-environment.ts";
import type { OpenStage, StageEnd, StageInput } from "./stage.ts";
import { stageParameters } from "./stage.ts";
import { StageScope } from "./stage-scope.ts";
import { projectEnvironment } from "./typing.ts";

/** A compiled pipeline: the module's builder (for bytes or text) and the program that drives it. */
export interface EmittedPipeline {
  readonly module: ModuleContext["module"];
  readonly program: SlotProgram;
}

/** Emits the module of one pipeline: a loop for each stage between hash probes, after Neumann, VLDB 2011. */
export class PipelineEmitter {
  readonly own: ModuleContext;
  readonly pipeline: Pipeline;
  readonly facts: PipelineFacts;
  readonly steps: ProgramStep[] = [];
  readonly arrays: ArrayProgram[] = [];
  readonly keyFilters: KeyFilterProgram[] = [];
  private readonly rowCounters: number[] = [];
  environment: Environment;
  private readonly operators: readonly StageOperator[];
  private positions: PositionId[];
  private nextPosition = SOURCE_SLOT + 1;
  private numStages = 0;
  private readonly source: BoundSource;
  /** The source's rows come from states, each a slot of its group's. */
  private readonly hasSlots: boolean;
  private readonly first: FirstStage;
  /** The address of the one row of state that the last stage updates, or null. */
  private rowOfState: Local | null = null;
  private sinkLoops: (() => void) | null = null;
  private readonly sinkSteps: ProgramStep[] = [];

  constructor(pipeline: Pipeline, facts: PipelineFacts, catalog: Catalog, signatures: KernelSignatures) {
    this.pipeline = pipeline;
    this.facts = facts;
    this.own = new ModuleContext(catalog, signatures);
    const source = bindSource(this.own, pipeline, facts);
    this.environment = source.environment;
    this.source = source;
    this.hasSlots = facts.source.kind === "rows" && facts.source.calls?.calls.some(({ columns }) => columns) === true;
    this.positions = facts.source.kind === "vectors" ? [BATCH_ROW] : [BATCH_ROW, SOURCE_ROW];
    if (this.hasSlots) this.positions.push(SOURCE_SLOT);
    this.operators = placeKeyFilters(
      pipeline.operators.flatMap((operator) => splitFilter(operator, catalog)),
      facts,
    );
    this.first = planFirstStage(this.operators, this.environment, facts, catalog, (probe) => this.isInline(probe));
  }

  /** Builds all functions of the pipeline. */
  emit(): EmittedPipeline {
    let input: StageInput = { kind: "batch" };
    let index = 0;
    while (input !== null) {
      const end = this.emitStage(input, index);
      if (end === null) break;
      input = end.input;
      index = end.index;
    }
    return { module: this.own.module, program: this.program() };
  }

  /** Every position that a row has so far. */
  get livePositions(): readonly PositionId[] {
    return this.positions;
  }

  /** The word of a stage's vector of positions. */
  positionWord(stage: number, position: PositionId): number {
    const rows = stage === 0 && this.first.end >= 0 ? BATCH_ROWS : STAGE_ROWS;
    return this.own.layout.buffer(`stage${stage}.position${position}`, rows * 4);
  }

  /** Number of the stage being built. */
  get stage(): number {
    return this.numStages - 1;
  }

  /** Starts another loop over the rows that the last stage left: `(context, from, count)`. */
  emitRowLoop(name: string, build: (scope: StageScope, index: Node) => void): NarrowProgram | null {
    const stage = this.stage;
    let narrow: NarrowProgram | null = null;
    this.own.module.func(
      name,
      stageParameters,
      "i32",
      (f) => {
        const context = f.param("context");
        const bounds = new NarrowBounds(f);
        const scope = new StageScope(this.own, f, context, bounds);
        const index = f.local("i32", "i");
        f.set(index, f.param("from"));
        f.countLoop(index, f.hoist(i32.add(f.param("from"), f.param("count")), "end"), () => {
          for (const id of this.positions) {
            const base = scope.address(this.positionWord(stage, id), "positions");
            scope.setPosition(id, f.memo(i32.load(i32.add(base, i32.shl(index, i32.const(2))), 0), "position"));
          }
          build(scope, index);
        });
        f.return(i32.const(0));
        narrow = bounds.program(narrowName(name));
      },
      { exported: true, variant: narrowName(name) },
    );
    return narrow;
  }

  /** Writes the row's positions to the stage's vectors, for loops that come later. */
  writePositions(stage: OpenStage): void {
    const { f, scope, output } = stage;
    for (const id of this.positions) {
      const base = scope.address(this.positionWord(this.stage, id), "out");
      f.store("i32", i32.add(base, i32.shl(output, i32.const(2))), scope.position(id));
    }
  }

  /** The last stage updates one row of state at this address, and nothing else does while it runs. */
  keepInLocals(row: Node): void {
    if (row.kind === "local") this.rowOfState = row;
  }

  /** The facts of the join that an operator probes. */
  joinFacts(state: StateId): JoinFacts {
    const facts = this.facts.joins.get(state);
    if (facts === undefined) throw new InternalEngineError(`Join ${state} is not complete`);
    return facts;
  }

  private isInline(operator: Extract<PipelineOperator, { kind: "probe" }>): boolean {
    return isInlineProbe(this.joinFacts(operator.state), operator.mode);
  }

  /** A new position for the rows of a build side. */
  addPosition(): PositionId {
    const id = this.nextPosition++;
    this.positions = [...this.positions, id];
    return id;
  }

  /** Emits operators from `index` on until a boundary; null after the sink. */
  private emitStage(input: StageInput, index: number): StageEnd | null {
    const number = this.numStages++;
    const name = `stage${number}`;
    let result: StageEnd | null = null;
    let narrow: NarrowProgram | null = null;
    const steps: ProgramStep[] = [];
    const splits = number === 0 && this.first.end >= 0;
    this.own.module.func(
      name,
      stageParameters,
      "i32",
      (f) => {
        const bounds = new NarrowBounds(f);
        const scope = new StageScope(this.own, f, f.param("context"), bounds);
        const row = f.local("i32", "i");
        const output = f.local("i32", "output");
        f.set(row, f.param("from"));
        f.countLoop(row, f.hoist(i32.add(f.param("from"), f.param("count")), "end"), () => {
          f.block((next) => {
            this.readPositions(scope, input, row);
            const stage: OpenStage = { scope, f, output, next, keeps: null };
            result = this.emitOperators(stage, index, splits, steps);
            f.set(output, i32.add(output, stage.keeps ?? i32.const(1)));
          }, "row");
        });
        f.return(output);
        if (result === null && this.rowOfState !== null) keepCells(f, this.rowOfState);
        narrow = bounds.program(narrowName(name));
      },
      { exported: true, variant: narrowName(name) },
    );
    const operators = this.operatorsOf(index, result);
    this.steps.push({ kind: "stage", function: name, operators, wholeBatch: splits, narrow }, ...steps);
    if (result === null) this.emitSinkLoops();
    return result;
  }

  /** The names of the operators in a stage; a hash probe is a step of its own behind it. */
  private operatorsOf(from: number, end: StageEnd | null): string[] {
    const to = end === null ? this.operators.length : end.input.kind === "pairs" ? end.index - 1 : end.index;
    return this.operators.slice(from, to).map((operator) => operatorName(operator, this.facts.states));
  }

  private readPositions(scope: StageScope, input: StageInput, row: Node): void {
    const { f } = scope;
    if (input.kind === "batch") {
      scope.setPosition(BATCH_ROW, row);
      if (this.facts.source.kind === "rows") {
        const rows = scope.address(this.own.layout.word("source.rows"), "rows");
        scope.setPosition(SOURCE_ROW, f.memo(i32.load(i32.add(rows, i32.shl(row, i32.const(2))), 0), "row"));
        if (this.hasSlots) {
          const slots = scope.address(this.own.layout.word("source.slots"), "slots");
          scope.setPosition(SOURCE_SLOT, f.memo(i32.load(i32.add(slots, i32.shl(row, i32.const(2))), 0), "slot"));
        }
      }
      return;
    }
    let from = row;
    if (input.kind === "pairs") {
      const at = i32.shl(row, i32.const(2));
      from = f.memo(i32.load(i32.add(scope.address(input.index, "pairIndex"), at), 0), "probeRow");
      const partner = i32.load(i32.add(scope.address(input.row, "pairRow"), at), 0);
      scope.setPosition(input.position, f.memo(partner, "buildRow"));
    }
    for (const id of this.positions) {
      if (input.kind === "pairs" && id === input.position) continue;
      const base = scope.address(this.positionWord(input.stage, id), "positions");
      scope.setPosition(id, f.memo(i32.load(i32.add(base, i32.shl(from, i32.const(2))), 0), "position"));
    }
  }

  private emitOperators(stage: OpenStage, from: number, splits: boolean, steps: ProgramStep[]): StageEnd | null {
    const splitAt = splits ? this.first.end : -1;
    for (let index = from; index < this.operators.length; index++) {
      if (index === splitAt) return this.boundary(stage, index);
      const operator = this.operators[index];
      if (operator === undefined) break;
      switch (operator.kind) {
        case "filter":
          this.emitFilter(stage, operator.predicate, index < splitAt && this.endsInCheapTests(index, splitAt));
          break;
        case "project":
          this.environment = projectEnvironment(this.environment, operator.columns, this.own.catalog);
          break;
        case "keyFilter":
          emitKeyFilter(this, stage, operator);
          break;
        case "rowIndex":
          this.emitRowIndex(stage, operator);
          break;
        case "probe":
          if (this.isInline(operator)) {
            emitInlineProbe(this, stage, operator);
            break;
          }
          this.writePositions(stage);
          {
            const { step, position } = emitHashProbe(this, stage, operator);
            steps.push(step);
            const { pairIndex, pairRow } = step;
            return {
              input: { kind: "pairs", stage: this.stage, index: pairIndex, row: pairRow, position },
              index: index + 1,
            };
          }
      }
    }
    if (this.operators.length === splitAt) return this.boundary(stage, this.operators.length);
    this.emitSink(stage);
    return null;
  }

  /** Counts the rows that come by; the number travels with the row like its position. */
  private emitRowIndex(stage: OpenStage, operator: Extract<PipelineOperator, { kind: "rowIndex" }>): void {
    const counter = this.own.layout.space(8);
    this.rowCounters.push(counter);
    const position = this.addPosition();
    stage.scope.setPosition(position, emitRowNumber(stage, operator, counter));
    const binding: Binding = { kind: "rowNumber", type: { kind: "uint32" }, nullable: false, position };
    this.environment = new Map([[operator.name, binding], ...this.environment]);
  }

  private boundary(stage: OpenStage, index: number): StageEnd {
    this.writePositions(stage);
    return { input: { kind: "stage", stage: this.stage }, index };
  }

  /** `counted`: whether a row passes is a number to count up by, not a branch. */
  private emitFilter(stage: OpenStage, predicate: Expr, counted: boolean): void {
    const passes = truth(stage.scope.value(predicate, this.environment));
    if (!counted) stage.f.brIf(stage.next, i32.eqz(passes));
    else stage.keeps = stage.keeps === null ? passes : i32.and(stage.keeps, passes);
  }

  /** Whether nothing but cheap tests follows up to `end`. */
  private endsInCheapTests(from: number, end: number): boolean {
    const { own, environment } = this;
    return this.operators.slice(from, end).every((operator) => {
      if (operator.kind !== "filter") return false;
      const reduced = own.lookups.reduce(operator.predicate, environment);
      return isCheapTest(reduced.expr, reduced.environment, own.catalog);
    });
  }

  private emitSink(stage: OpenStage): void {
    const { sink } = this.pipeline;
    const add = (step: ProgramStep): void => {
      this.sinkSteps.push(step);
    };
    switch (sink.kind) {
      case "chunks":
        add(emitChunksSink(this, stage, sink));
        return;
      case "aggregate":
        this.sinkLoops = emitAggregateSink(this, stage, sink, add);
        return;
      case "join":
        this.sinkLoops = emitJoinSink(this, stage, sink, add);
        return;
      case "keySet":
        add(emitKeySetSink(this, stage, sink));
        return;
      case "holistic":
        this.sinkLoops = emitHolisticSink(this, stage, sink, add);
        return;
      case "sort":
        this.sinkLoops = emitSortSink(this, stage, sink, add);
        return;
    }
  }

  private emitSinkLoops(): void {
    this.sinkLoops?.();
    this.steps.push(...this.sinkSteps);
  }

  private program(): SlotProgram {
    const { layout } = this.own;
    const { source } = this.facts;
    const late = this.first.end >= 0 ? this.first.lateColumns : new Set<number>();
    const columns: ColumnProgram[] =
      source.kind === "vectors"
        ? source.columns.map((_, column) => ({ column, words: this.own.columnWords(column), late: late.has(column) }))
        : [];
    return {
      columns,
      sourceRows: source.kind === "rows" ? layout.word("source.rows") : null,
      sourceSlots: this.hasSlots ? layout.word("source.slots") : null,
      merge: this.source.merge,
      holistic: this.source.holistic,
      arrays: this.arrays,
      keyFilters: this.keyFilters,
      lookups: this.own.lookups.programs,
      selection: this.first.end >= 0 ? this.positionWord(0, BATCH_ROW) : null,
      steps: this.steps,
      rowCounters: this.rowCounters,
      errorSites: this.own.errorSites,
      literals: layout.literals,
      buffers: layout.buffers,
      contextBytes: layout.byteLength,
    };
  }
}

/** Whether a predicate's value keeps the row: null does not. */
function truth(value: CompiledValue): Node {
  const [part] = value.parts;
  if (part === undefined) throw new InternalEngineError("A predicate has no value");
  return value.valid === null ? part : i32.and(part, value.valid);
}
