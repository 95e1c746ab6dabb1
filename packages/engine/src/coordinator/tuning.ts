/** What tests change to make rare things happen: not part of the public options. */
export interface EngineTuning {
  /** Bytes of state that a query may hold before it spills; null = what the memory limit leaves. */
  readonly stateLimit: number | null;
  /** Rows of a batch, at most. */
  readonly batchRows: number;
  /** Bytes of work that the calling thread does itself, not the workers; null = what pays. */
  readonly inlineBytes: number | null;
  /** Every key has the same hash. */
  readonly equalHashes: boolean;
  /** Optimizer passes that are left out. */
  readonly disabledPasses: ReadonlySet<string>;
  /** Read no column as codes. */
  readonly flatColumns: boolean;
  /** Never index an array by a join key. */
  readonly noArrayJoins: boolean;
  /** Never drop a probe's rows by the build side's keys before they are probed. */
  readonly noJoinFilters: boolean;
}

/** What queries run with. */
const defaultTuning: EngineTuning = {
  stateLimit: null,
  batchRows: 16384,
  inlineBytes: null,
  equalHashes: false,
  disabledPasses: new Set(),
  flatColumns: false,
  noArrayJoins: false,
  noJoinFilters: false,
};

let base: EngineTuning = defaultTuning;
let current: EngineTuning = base;

/** The tuning of queries that start now. */
export function engineTuning(): EngineTuning {
  return current;
}

/** Changes what tests begin with and come back to, so that a whole suite runs under a hostile configuration. */
export function setBaseTuning(tuning: Partial<EngineTuning>): void {
  base = { ...defaultTuning, ...tuning };
  current = base;
}

/** Changes the tuning of queries that start from now on; for tests. Returns the one before. */
export function setEngineTuning(tuning: Partial<EngineTuning>): EngineTuning {
  const before = current;
  current = { ...base, ...tuning };
  return before;
}
