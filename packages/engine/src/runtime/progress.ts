import type { QueryProgress } from "@millrace/core";
import type { PipelineProfile, QueryProfile } from "../coordinator/profile.ts";
import type { PhysicalPlan, PipelineSource } from "../physical/pipeline.ts";

/** Turns a query's profile into progress events; their counts never go down. */
export class ProgressReporter {
  private readonly started = performance.now();
  private readonly profile: QueryProfile;
  private readonly listener: (progress: QueryProgress) => void;
  /** The files' bytes of each scan, by pipeline: what it may read at most. */
  private readonly fileBytes: ReadonlyMap<number, number>;

  constructor(profile: QueryProfile, plan: PhysicalPlan, listener: (progress: QueryProgress) => void) {
    this.profile = profile;
    this.listener = listener;
    const scans = plan.pipelines.filter((pipeline) => pipeline.source.kind === "scan");
    this.fileBytes = new Map(scans.map((pipeline) => [pipeline.id, bytesOf(pipeline.source)]));
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
      phase: this.profile.pipelines.at(-1)?.morsels === null ? "combine" : "scan",
      rowsRead,
      bytesRead,
      totalBytes: this.totalBytes(scans),
      morselsDone,
      // How many morsels a scan has is known when it is opened: the whole number with the last one.
      morsels: scans.length < this.fileBytes.size ? null : morsels,
      memoryBytes: process.memoryUsage.rss(),
      spilledBytes: this.profile.spilledBytes,
      elapsedMs: performance.now() - this.started,
    });
  }

  /** Bytes of the scans: what an opened one means to read, all bytes of the files of the others. Null: there are none. */
  private totalBytes(scans: readonly PipelineProfile[]): number | null {
    const opened = new Map(scans.map((scan) => [scan.pipeline, Math.max(scan.plannedBytes, scan.bytesRead)]));
    let total = 0;
    for (const [pipeline, bytes] of this.fileBytes) total += opened.get(pipeline) ?? bytes;
    return total === 0 ? null : total;
  }
}

function bytesOf(source: PipelineSource): number {
  if (source.kind !== "scan" || source.scan.source.kind !== "files") return 0;
  return source.scan.source.files.reduce((sum, file) => sum + file.byteLength, 0);
}
