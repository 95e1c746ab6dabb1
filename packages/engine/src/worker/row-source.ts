/** A source of batches in a worker: morsel by morsel, batch by batch. */
export interface BatchSource {
  /** Opens a morsel. */
  open(morsel: number): void;
  /**
   * Starts the next batch and loads the columns that every row needs; 0 at the end of the morsel. Sources of stored rows may
   * give a whole page although it has more than `maxRows`.
   */
  next(maxRows: number): number;
  /** Loads the other columns for the rows whose numbers lie at `selection` (u32), `count` of them. */
  loadLate(selection: number, count: number): void;
  /** The directory of a join that the source itself fills, morsel by morsel; absent where it fills none. */
  readonly joinDirectory?: { readonly state: number; readonly directory: number };
  /** Ends the morsel. */
  closeMorsel(): void;
  /** Bytes read since the last call. */
  takeBytesRead(): number;
  close(): void;
}
