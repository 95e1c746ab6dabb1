import type { StepWork } from "../protocol.ts";

/** Counts the rows and the time of a slot's steps; number 0 is the source. */
export class StepClock {
  private readonly rows: Float64Array;
  private readonly milliseconds: Float64Array;

  constructor(numSteps: number) {
    this.rows = new Float64Array(numSteps);
    this.milliseconds = new Float64Array(numSteps);
  }

  /** Adds rows that a step passed on, and the time since `started` (of performance.now()). */
  add(step: number, rows: number, started: number): void {
    this.rows[step]! += rows;
    this.milliseconds[step]! += performance.now() - started;
  }

  /** What was counted since the last call. */
  take(): StepWork[] {
    const work = Array.from(this.rows, (rows, i) => ({ rows, seconds: (this.milliseconds[i] ?? 0) / 1000 }));
    this.rows.fill(0);
    this.milliseconds.fill(0);
    return work;
  }
}
