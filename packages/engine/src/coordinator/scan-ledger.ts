import { InternalEngineError } from "@millrace/core";
import type { ReadCounters, RejectedRow, ScanPlan } from "@millrace/formats";
import type { ScanProfile, UnreadPart } from "./profile.ts";

/** A morsel that a slot has closed. */
export interface ReadMorsel {
  readonly morsel: number;
  readonly counters: ReadCounters;
  /** The reader came to the morsel's end; false where a limit or the end of the query cut it short. */
  readonly complete: boolean;
}

/** Rejected values of which a profile keeps examples. */
const MAX_EXAMPLES = 10;

/**
 * The books of one scan: what the plan left out, and what the readers did with each morsel. They have to balance when the scan
 * ends, so that a morsel that is lost, read twice or left half-way is an error and not a wrong answer.
 */
export class ScanLedger {
  private readonly plan: ScanPlan;
  private readonly source: string;
  private readonly files: number;
  private readonly limit: number | null;
  private readonly read = new Map<number, ReadMorsel>();

  constructor(plan: ScanPlan, source: string, files: number, limit: number | null) {
    this.plan = plan;
    this.source = source;
    this.files = files;
    this.limit = limit;
  }

  /** Bytes of the morsels: what is read unless the scan ends early. */
  get plannedBytes(): number {
    return this.plan.morsels.reduce((sum, morsel) => sum + morsel.byteLength, 0);
  }

  /** Enters morsels that a slot has closed. */
  enter(morsels: readonly ReadMorsel[]): void {
    for (const entry of morsels) {
      if (this.read.has(entry.morsel)) this.fail(`Morsel ${entry.morsel} was read twice`);
      this.read.set(entry.morsel, entry);
    }
  }

  /**
   * Closes the books of a scan.
   * @param rowsIn the rows that the pipeline took in
   * @param stopped whether the query had enough rows before the scan's end
   */
  close(pipeline: number, rowsIn: number, stopped: boolean): ScanProfile {
    const { ledger, morsels } = this.plan;
    const pruned = new UnreadParts();
    for (const { reason, rows, bytes } of ledger.pruned) pruned.add(reason, rows, bytes);
    const exactRows = ledger.totalRows !== null;
    const limited = stopped || this.limit !== null;
    const sums = { bytes: 0, beside: 0, bytesLeft: 0, rows: 0, rowsLeft: 0, rejected: 0 };
    const examples: RejectedRow[] = [];
    morsels.forEach((morsel, index) => {
      const entry = this.read.get(index);
      const { bytesRead, rows } = entry?.counters ?? { bytesRead: 0, rows: 0 };
      if (entry?.complete !== true && !limited)
        this.fail(`Morsel ${index} of ${morsels.length} was not read to its end`);
      const skipped = Object.entries(entry?.counters.bytesSkipped ?? {});
      for (const [reason, bytes] of skipped) pruned.add(reason, 0, bytes);
      const left = morsel.byteLength - bytesRead - skipped.reduce((sum, [, bytes]) => sum + bytes, 0);
      if (entry?.complete === true && left > 0) this.fail(`Morsel ${index} has ${left} bytes unaccounted for`);
      if (entry?.complete === true && exactRows && rows !== morsel.estimatedRows) {
        this.fail(`Morsel ${index} has ${morsel.estimatedRows} rows, and ${rows} were read`);
      }
      sums.bytes += bytesRead - Math.max(0, -left);
      sums.beside += Math.max(0, -left);
      sums.bytesLeft += Math.max(0, left);
      sums.rows += rows;
      sums.rowsLeft += Math.max(0, morsel.estimatedRows - rows);
      sums.rejected += entry?.counters.rejectedRows ?? 0;
      examples.push(...(entry?.counters.firstRejected ?? []));
    });
    if (sums.rows !== rowsIn) this.fail(`${sums.rows} rows were read, and ${rowsIn} came into the pipeline`);
    const profile: ScanProfile = {
      pipeline,
      source: this.source,
      files: this.files,
      totalBytes: ledger.totalBytes,
      bytesRead: sums.bytes,
      bytesPruned: pruned.bytes,
      bytesNotReached: sums.bytesLeft,
      bytesReadBeside: sums.beside,
      totalRows: ledger.totalRows,
      rowsRead: sums.rows,
      rowsPruned: pruned.rows,
      rowsNotReached: exactRows ? sums.rowsLeft : null,
      rejected: sums.rejected,
      firstRejected: examples.slice(0, MAX_EXAMPLES),
      pruned: pruned.entries(),
    };
    this.checkTotals(profile);
    return profile;
  }

  private checkTotals(profile: ScanProfile): void {
    const bytes = profile.bytesRead + profile.bytesPruned + profile.bytesNotReached;
    if (bytes !== profile.totalBytes) this.fail(`${bytes} of ${profile.totalBytes} bytes are accounted for`);
    if (profile.totalRows === null) return;
    const rows = profile.rowsRead + profile.rowsPruned + (profile.rowsNotReached ?? 0);
    if (rows !== profile.totalRows) this.fail(`${rows} of ${profile.totalRows} rows are accounted for`);
  }

  private fail(what: string): never {
    throw new InternalEngineError(`The ledger of a scan does not balance: ${what}`, { source: this.source });
  }
}

/** Amounts that were not read, by reason. */
class UnreadParts {
  private readonly parts = new Map<string, { rows: number; bytes: number }>();
  rows = 0;
  bytes = 0;

  add(reason: string, rows: number, bytes: number): void {
    const part = this.parts.get(reason) ?? { rows: 0, bytes: 0 };
    this.parts.set(reason, { rows: part.rows + rows, bytes: part.bytes + bytes });
    this.rows += rows;
    this.bytes += bytes;
  }

  entries(): UnreadPart[] {
    return [...this.parts].map(([reason, part]) => ({ reason, ...part }));
  }
}
