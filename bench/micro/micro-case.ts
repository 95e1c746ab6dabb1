// A micro benchmark, declared: one kernel, or one step of compiling, over data that it makes itself, and what must come out.

/** What a case works on: how much one call handles, and how its answer is checked. */
export interface PreparedCase {
  /** One call. */
  readonly run: () => unknown;
  /** Looks at what the last call left: null, or one sentence on what is wrong. */
  readonly check: () => string | null;
}

/** One micro benchmark. */
export interface MicroCase {
  /** Unique: "csv.tokenize". */
  readonly name: string;
  /** What one call handles: so many rows, texts, bytes … */
  readonly items: number;
  readonly unit: string;
  /** Calls return promises. */
  readonly async?: boolean;
  /** Makes the data, the same every time. */
  readonly prepare: () => PreparedCase | Promise<PreparedCase>;
}

/** The sentence of a check that compares one value; null when they are the same. */
export function expected(what: string, actual: unknown, wanted: unknown): string | null {
  return Object.is(actual, wanted) ? null : `${what} is ${String(actual)} instead of ${String(wanted)}`;
}

/** The sentence for the first place where two lists differ; null when they are the same. */
export function expectedList(what: string, actual: ArrayLike<unknown>, wanted: ArrayLike<unknown>): string | null {
  if (actual.length !== wanted.length) return `${what} has ${actual.length} values instead of ${wanted.length}`;
  for (let i = 0; i < wanted.length; i++) {
    const difference = expected(`${what}[${i}]`, actual[i], wanted[i]);
    if (difference !== null) return difference;
  }
  return null;
}
