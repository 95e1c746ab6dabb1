import { InternalEngineError, JOIN_INNER, JOIN_PROBE_MODE, JOIN_ROW_HASH, JOIN_SEMI, STAGE_ROWS } from "@millrace/core";
import type { ProbeStep } from "../../emit/program.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import { SpillingRows } from "../../spill/spilling-rows.ts";
import type { BatchSource, OwnJoin } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { BuildSide, DIRECTORY_ROW_BYTES } from "./build-side.ts";
import { PageLoader } from "./page-loader.ts";
import type { Portion } from "./portion.ts";
import { sizeOfPortion, wholePartition } from "./portion.ts";
import { PortionSplitter, splitBits } from "./portion-splitter.ts";
import { PortionStack } from "./portion-stack.ts";
import { ProbePages } from "./probe-pages.ts";
import type { SourceContext } from "./source-context.ts";
import type { SpilledProbeTask } from "./source-task.ts";

/** Pages of build rows without a partner that wait to be written. */
const LEFTOVER_PAGES = 16;

/** Build and probe rows of the same hashes. */
interface Sides {
  readonly build: Portion;
  readonly probe: Portion;
}

/** One reading of a portion's probe rows. */
interface Pass {
  /** How the probe kernel works in it; null = as the join asks. */
  readonly mode: number | null;
  /** Rows that have met a partner are left out. */
  readonly unmarkedOnly: boolean;
  readonly marks: boolean;
  readonly passesOn: boolean;
}

const onlyPass: Pass = { mode: null, unmarkedOnly: false, marks: false, passesOn: true };

/**
 * What is done with each chunk of a build side that comes in several, and at the end with no build row at all: a row of a left or
 * anti join has no partner only when it has met none in any chunk.
 */
const chunkPasses: Readonly<Record<ProbeStep["mode"], { readonly each: Pass; readonly last: Pass | null }>> = {
  inner: { each: onlyPass, last: null },
  semi: { each: { mode: JOIN_SEMI, unmarkedOnly: true, marks: true, passesOn: true }, last: null },
  left: {
    each: { mode: JOIN_INNER, unmarkedOnly: false, marks: true, passesOn: true },
    last: { mode: null, unmarkedOnly: true, marks: false, passesOn: true },
  },
  anti: {
    each: { mode: JOIN_SEMI, unmarkedOnly: true, marks: true, passesOn: false },
    last: { mode: null, unmarkedOnly: true, marks: false, passesOn: true },
  },
};

/**
 * The probe rows of a join whose build side did not fit, partition by partition: the build rows of the partition are brought
 * back and put into a directory of the slot's own, then the probe rows of the same partition follow (a Grace hash join:
 * Kitsuregawa et al., New Generation Computing 1, 1983). Both sides of a partition that is too large are split by further bits of
 * the hashes; where one key has most of the rows, the build side comes in chunks and the probe rows pass by each of them.
 */
export class SpilledProbeSource implements BatchSource {
  readonly ownJoin: OwnJoin;
  /** Build rows without a partner that were written to disk. */
  readonly leftovers: SpilledPart[] = [];
  private readonly task: SpilledProbeTask;
  private readonly context: SourceContext;
  private readonly memory: SlotMemory;
  private readonly mode: ProbeStep["mode"];
  private readonly loaders: readonly [PageLoader, PageLoader];
  private readonly splitters: readonly [PortionSplitter, PortionSplitter];
  private readonly portions = new PortionStack<Sides>((path) => {
    for (const loader of this.loaders) loader.forget(path);
  });
  private readonly build: BuildSide;
  private readonly probe: ProbePages;
  private readonly rowsWord: number;
  private block = 0;
  private defaultMode = 0;
  private pass: Pass | null = null;
  private isChunked = false;
  private unmatched: SpillingRows | null = null;
  private leftoverFile: SpillFile | null = null;

  constructor(task: SpilledProbeTask, context: SourceContext) {
    const { memory, query, program } = context;
    const { sourceRows } = program;
    const step = program.steps.find((candidate) => candidate.kind === "probe" && candidate.state === task.state);
    if (sourceRows === null || step?.kind !== "probe") throw new InternalEngineError("Stored rows have no probe");
    this.task = task;
    this.context = context;
    this.memory = memory;
    this.mode = step.mode;
    this.rowsWord = sourceRows;
    const loader = (side: SpilledProbeTask["build"]): PageLoader =>
      new PageLoader(memory, query, side.stride, side.viewOffsets);
    const splitter = (side: SpilledProbeTask["build"], from: PageLoader): PortionSplitter =>
      new PortionSplitter(memory, query, from, { ...side, hashOffset: JOIN_ROW_HASH });
    const [build, probe] = [loader(task.build), loader(task.probe)];
    this.loaders = [build, probe];
    this.splitters = [splitter(task.build, build), splitter(task.probe, probe)];
    this.build = new BuildSide(task, memory, query, build);
    this.probe = new ProbePages(memory, probe);
    this.ownJoin = {
      state: task.state,
      directory: this.build.directory,
      attach: (block) => {
        this.block = block;
        this.defaultMode = memory.arena.word(block + JOIN_PROBE_MODE);
      },
      passesOn: (numPairs, pairIndex) => {
        if (this.pass?.marks === true) this.probe.mark(numPairs, pairIndex);
        return this.pass?.passesOn !== false;
      },
    };
  }

  open(partition: number): void {
    const { build, probe, radixBits } = this.task;
    this.portions.begin({
      build: wholePartition(build, partition, radixBits),
      probe: wholePartition(probe, partition, radixBits),
    });
  }

  *advance(): Generator<void, boolean> {
    if (this.pass !== null && (yield* this.nextPass())) return true;
    this.closePortion();
    for (let sides = this.portions.take(); sides !== null; sides = this.portions.take()) {
      const { numRows, spilledBytes } = sizeOfPortion(this.memory.arena, sides.build);
      const bytes = spilledBytes + numRows * DIRECTORY_ROW_BYTES;
      const { budgetBytes } = this.context;
      const bits = spilledBytes === 0 || bytes <= budgetBytes ? 0 : splitBits(sides.build, bytes, budgetBytes);
      if (bits === 0) {
        yield* this.begin(sides, spilledBytes === 0 ? Number.POSITIVE_INFINITY : budgetBytes);
        return true;
      }
      yield* this.split(sides, bits);
    }
    return false;
  }

  next(): number {
    const { pass } = this;
    if (pass === null) return 0;
    this.memory.setWord(this.rowsWord, this.probe.outRows);
    return this.probe.next(pass.unmarkedOnly);
  }

  loadLate(): void {}

  closeMorsel(): void {
    this.closePortion();
    this.portions.clear();
    this.writeLeftovers();
  }

  takeBytesRead(): number {
    return 0;
  }

  close(): void {
    this.pass = null;
    this.probe.close();
    this.build.close();
    for (const loader of this.loaders) loader.close();
  }

  private *split({ build, probe }: Sides, bits: number): Generator<void> {
    const { budgetBytes, spill } = this.context;
    const files = [spill.open(), spill.open()] as const;
    const [ofBuild, ofProbe] = this.splitters;
    const builds = yield* ofBuild.split(build, bits, budgetBytes, files[0]);
    const probes = yield* ofProbe.split(probe, bits, budgetBytes, files[1]);
    const pieces = builds.flatMap((piece, i): Sides[] => {
      const other = probes[i];
      return other === undefined ? [] : [{ build: piece, probe: other }];
    });
    this.portions.replace(pieces, files);
  }

  private *begin({ build, probe }: Sides, budgetBytes: number): Generator<void> {
    this.build.open(build);
    yield* this.build.nextChunk(budgetBytes);
    this.isChunked = this.build.hasMore;
    this.probe.open(probe, this.isChunked);
    this.start(this.isChunked ? chunkPasses[this.mode].each : onlyPass);
  }

  /** Another chunk of the build side, or the pass behind the last one. */
  private *nextPass(): Generator<void, boolean> {
    const { last, each } = chunkPasses[this.mode];
    if (!this.isChunked || this.pass === last) return false;
    const pass = this.build.hasMore ? each : last;
    if (pass === null) return false;
    this.keepUnmatched();
    yield* this.build.nextChunk(this.context.budgetBytes);
    this.start(pass);
    return true;
  }

  private start(pass: Pass): void {
    this.pass = pass;
    this.memory.arena.setWord(this.block + JOIN_PROBE_MODE, pass.mode ?? this.defaultMode);
    this.probe.rewind();
  }

  private closePortion(): void {
    if (this.pass !== null) this.keepUnmatched();
    this.pass = null;
    this.probe.close();
    this.build.close();
  }

  /** Puts the chunk's build rows without a partner aside: no other probe row will meet them. */
  private keepUnmatched(): void {
    if (!this.task.keepsUnmatched) return;
    const { arena, allocator } = this.memory;
    this.unmatched ??= new SpillingRows(arena, allocator, this.context.query, {
      layout: this.task.build,
      pages: LEFTOVER_PAGES,
      radixBits: 0,
      usedBits: 0,
      file: () => this.openLeftovers(),
    });
    for (const page of this.build.pages) {
      const count = arena.kernels.join_unmatched(page, 0, this.probe.outRows, STAGE_ROWS);
      if (count > 0) this.unmatched.add(count, this.probe.outRows, 0);
    }
  }

  private openLeftovers(): SpillFile {
    this.leftoverFile ??= this.context.spill.open();
    return this.leftoverFile;
  }

  private writeLeftovers(): void {
    if (this.unmatched === null) return;
    this.leftovers.push(...this.unmatched.finish());
    this.unmatched = null;
  }
}
