import type { JobLog } from "./job-log.ts";
import { secondsText } from "./job-log.ts";

/** The phases of a run, in order; one that fails lets none follow. */
export type PipelinePhase = "load" | "transform" | "write";

/** Tells each phase as it begins, and logs how long the one before took. */
export class PhaseClock {
  readonly #log: JobLog;
  readonly #onPhase: (phase: PipelinePhase) => void;
  readonly #startedMs = performance.now();
  #current: { readonly phase: PipelinePhase; readonly startedMs: number } | null = null;

  constructor(log: JobLog, onPhase: (phase: PipelinePhase) => void = () => undefined) {
    this.#log = log;
    this.#onPhase = onPhase;
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.#startedMs) / 1000;
  }

  begin(phase: PipelinePhase): void {
    this.end();
    this.#current = { phase, startedMs: performance.now() };
    this.#onPhase(phase);
  }

  /** Ends the last phase. */
  end(): void {
    if (this.#current === null) return;
    const { phase, startedMs } = this.#current;
    this.#current = null;
    const seconds = (performance.now() - startedMs) / 1000;
    this.#log.info(`${phase} took ${secondsText(seconds)}`, { seconds });
  }
}
