/** A source of batches in a worker: morsel by morsel, batch by batch. */
export interface BatchSource {
  /** Opens a morsel. */
  open(morsel: number): void;
  /**
   * Goes on to the next piece of the morsel when `next` has given all rows of one; false when there is none. It may take long
   * and pauses wherever the slot may be interrupted. Sources without it have one piece, which `open` begins.
   */
  advance?(): Generator<void, boolean>;
  /**
   * Starts the next batch and loads the columns that every row needs; 0 at the end of the morsel. Sources of stored rows may
   * give a whole page although it has more than `maxRows`.
   */
  next(maxRows: number): number;
  /** Loads the other columns for the rows whose numbers lie at `selection` (u32), `count` of them. */
  loadLate(selection: number, count: number): void;
  /** The join whose directory the source itself fills, piece by piece; absent where it fills none. */
  readonly ownJoin?: OwnJoin;
  /** Ends the morsel. */
  closeMorsel(): void;
  /** Bytes read since the last call. */
  takeBytesRead(): number;
  close(): void;
}

/** A join that a source probes piece by piece, with directories of its own. */
export interface OwnJoin {
  readonly state: number;
  readonly directory: number;
  /** Takes the block that steers the probe kernel: the source sets its mode. */
  attach(block: number): void;
  /** Looks at what the probe kernel found for rows of the batch; false if it is not to be passed on. */
  passesOn(numPairs: number, pairIndex: number): boolean;
}
