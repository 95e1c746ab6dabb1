import { createHash } from "node:crypto";
import { dirname, relative } from "node:path";
import { AtomicFile, Publication } from "@millrace/storage";
import type { OutputKind } from "../config/job-config.ts";
import { fingerprint } from "../files/read-files.ts";
import type { PlannedJob } from "../plan/plan-job.ts";
import { version } from "../version.ts";
import type { CheckOutcome } from "./check-failed-error.ts";

/** A file that a job wrote. */
export interface Artifact {
  readonly kind: OutputKind;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The files of a run, none of which exists under its name before all of them do. */
export class Artifacts implements Disposable {
  readonly #publication = new Publication();
  readonly #files: { readonly kind: Artifact["kind"]; readonly path: string; readonly staged: string }[] = [];

  /** Where to write the file that will lie at `path`. */
  stage(kind: Artifact["kind"], path: string): string {
    const staged = this.#publication.stage(path);
    this.#files.push({ kind, path, staged });
    return staged;
  }

  /** Stages a file of this text. */
  stageText(kind: Artifact["kind"], path: string, text: string): void {
    using file = AtomicFile.create(this.stage(kind, path));
    file.append(new TextEncoder().encode(text));
    file.commit();
  }

  /** What has been staged and written so far. */
  written(): Artifact[] {
    return this.#files.map(({ kind, path, staged }) => ({ kind, path, ...fingerprint(staged) }));
  }

  /** Gives all files their names. */
  publish(): void {
    this.#publication.commit();
  }

  /** Removes what was staged, unless it was published. */
  [Symbol.dispose](): void {
    this.#publication.abort();
  }
}

/** Lines for `sha256sum -c`, run in the folder of the file. */
export function checksumsText(path: string, artifacts: readonly Artifact[]): string {
  return artifacts.map((artifact) => `${artifact.sha256}  ${relative(dirname(path), artifact.path)}\n`).join("");
}

/** What a run was and made, as JSON; the same for the same inputs but for `startedAt` and `seconds`. */
export function manifestText(
  job: PlannedJob,
  rows: number,
  checks: readonly CheckOutcome[],
  artifacts: readonly Artifact[],
  run: { readonly startedAt: Date; readonly seconds: number },
): string {
  const { config } = job;
  const manifest = {
    name: config.name,
    description: config.description,
    millrace: version,
    startedAt: run.startedAt.toISOString(),
    seconds: Number(run.seconds.toFixed(3)),
    configSha256: createHash("sha256").update(JSON.stringify(config.source)).digest("hex"),
    inputs: Object.fromEntries(
      job.inputs.map(({ id, files }) => [
        id,
        { files: files.map(({ path, byteLength }) => ({ path, bytes: byteLength })) },
      ]),
    ),
    rows,
    schema: job.result.schema.toJSON(),
    checks,
    outputs: Object.fromEntries(artifacts.map(({ kind, path, bytes, sha256 }) => [kind, { path, bytes, sha256 }])),
    settings: config.settings,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
