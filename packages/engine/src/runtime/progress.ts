import type { QueryProgress } from "@millrace/core";
import type { QueryProfile } from "../coordinator/query-profile.ts";

/** Turns a query's profile into progress events; their counts never go down. */
export class ProgressReporter {
  private readonly started = performance.now();
  private readonly profile: QueryProfile;
  private readonly listener: (progress: QueryProgress) => void;

  constructor(profile: QueryProfile, listener: (progress: QueryProgress) => void) {
    this.profile = profile;
    this.listener = listener;
  }

  /** Reports what has been done so far. */
  report(): void {
    let rowsRead = 0;
    let bytesRead = 0;
    for (const pipeline of this.profile.pipelines) {
      rowsRead += pipeline.source.startsWith("scan ") ? pipeline.rowsIn : 0;
      bytesRead += pipeline.bytesRead;
    }
    this.listener({
      rowsRead,
      bytesRead,
      totalBytes: null,
      morselsDone: 0,
      morsels: null,
      memoryBytes: process.memoryUsage.rss(),
      spilledBytes: this.profile.spilledBytes,
      elapsedMs: performance.now() - this.started,
    });
  }
}
