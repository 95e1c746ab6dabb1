import type { QueryProgress } from "@millrace/core";
import type { QueryProfile } from "../coordinator/query-profile.ts";
import type { PhysicalPlan } from "../physical/pipeline.ts";

/** Turns a query's profile into progress events; their counts never go down. */
export class ProgressReporter {
  private readonly started = performance.now();
  private readonly profile: QueryProfile;
  private readonly listener: (progress: QueryProgress) => void;

  /** Scans of the query. */
  private readonly numScans: number;

  constructor(profile: QueryProfile, plan: PhysicalPlan, listener: (progress: QueryProgress) => void) {
    this.profile = profile;
    this.numScans = plan.pipelines.filter((pipeline) => pipeline.source.kind === "scan").length;
    this.listener = listener;
  }

  /** Reports what has been done so far. */
  report(): void {
    let rowsRead = 0;
    let bytesRead = 0;
    let morsels = 0;
    let morselsDone = 0;
    const scans = this.profile.pipelines.filter((pipeline) => pipeline.morsels !== null);
    for (const scan of scans) {
      rowsRead += scan.rowsIn;
      bytesRead += scan.bytesRead;
      morsels += scan.morsels ?? 0;
      morselsDone += scan.morselsDone;
    }
    this.listener({
      rowsRead,
      bytesRead,
      totalBytes: null,
      morselsDone,
      // How many morsels a scan has is known when it is opened: the whole number with the last one.
      morsels: scans.length < this.numScans ? null : morsels,
      memoryBytes: process.memoryUsage.rss(),
      spilledBytes: this.profile.spilledBytes,
      elapsedMs: performance.now() - this.started,
    });
  }
}
