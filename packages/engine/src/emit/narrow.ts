import type { Bounds, FunctionBuilder, Magnitude, Node } from "@millrace/compiler";

/**
 * A second function of the same code for small numbers: decimals are multiplied and added in 64 bits. It may be called for rows of
 * which every `fitting` magnitude, and every `totals` magnitude times the rows that it was called for so far, is below 2^62.
 */
export interface NarrowProgram {
  readonly function: string;
  readonly fitting: readonly Magnitude[];
  readonly totals: readonly Magnitude[];
}

/** Gathers what a function's variant for small numbers takes for granted. */
export class NarrowBounds implements Bounds {
  private readonly f: FunctionBuilder;
  private readonly fitting: Magnitude[] = [];
  private readonly totals: Magnitude[] = [];

  constructor(f: FunctionBuilder) {
    this.f = f;
  }

  fitsWord(magnitude: Magnitude): Node {
    this.fitting.push(magnitude);
    return this.f.assumption();
  }

  sumFitsWord(magnitude: Magnitude): Node {
    this.totals.push(magnitude);
    return this.f.assumption();
  }

  /** The variant of that name, or null where the code is the same for all numbers. */
  program(name: string): NarrowProgram | null {
    const { fitting, totals } = this;
    return fitting.length + totals.length === 0 ? null : { function: name, fitting, totals };
  }
}

/** The name of a function's variant for small numbers. */
export function narrowName(name: string): string {
  return `${name}.narrow`;
}
