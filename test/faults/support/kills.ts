// A batch job that is killed at random moments: what its output files are then, and after a second run.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "../../jobs/yaml-text.ts";

const program = join(import.meta.dirname, "job.entry.ts");
/** What lies under the names of the outputs before a run. */
const OLD = "the old file";
const outputs = ["result.parquet", "result.csv"] as const;
const MAX_RUN_MS = 300_000;
/** How often a run is asked whether it writes its last output. */
const POLL_MS = 2;
/** The part of a run that its last output may take. */
const LAST_PART = 0.2;

/** How often the outputs were found old, and new, after a kill. */
export interface KillCounts {
  old: number;
  new: number;
  /** Kills behind which temporary files were left for the next run to sweep. */
  swept: number;
}

interface End {
  readonly code: number | null;
  readonly err: string;
}

/** When a run is killed: so long after its start, or after it has begun to write its last output. */
export interface KillMoment {
  readonly afterMs: number;
  readonly from: "start" | "last output";
}

/** A job over a folder with tables of vitals. */
export class KilledJob {
  readonly folder: string;
  private readonly config: string;
  private expected: Readonly<Record<string, string>> = {};
  /** Milliseconds of an undisturbed run. */
  totalMs = 0;

  constructor(folder: string) {
    this.folder = folder;
    this.config = join(folder, "job.yaml");
    for (const name of ["out", "temp"]) mkdirSync(join(folder, name));
    const keys = ["patient_id", "timestamp"];
    writeFileSync(
      this.config,
      stringify({
        name: "Killed",
        inputs: { vitals: { path: join(folder, "vitals/*.parquet") } },
        transforms: [
          {
            id: "grouped",
            type: "group_by",
            keys,
            aggregations: [{ column: "heart_rate", function: "mean", alias: "heart_rate" }],
          },
          { id: "ordered", type: "sort", by: keys },
        ],
        outputs: { parquet: this.path(outputs[0]), csv: this.path(outputs[1]) },
        settings: { threads: 2, temp_dir: join(folder, "temp"), row_counts: "none" },
      }),
    );
  }

  /** Runs the job undisturbed and remembers what it makes. */
  async prepare(): Promise<void> {
    const started = performance.now();
    await this.runToEnd();
    this.totalMs = performance.now() - started;
    this.expected = Object.fromEntries(outputs.map((name) => [name, hashOf(this.path(name))]));
  }

  /** A random moment of a run; one in three lies in its last output and what follows, which else would hardly ever be met. */
  moment(random: () => number): KillMoment {
    const isLate = random() < 1 / 3;
    const afterMs = random() * this.totalMs;
    return isLate ? { afterMs: afterMs * LAST_PART, from: "last output" } : { afterMs, from: "start" };
  }

  /** Kills a run over old files at a moment, looks at what it left, runs the job again and looks once more. */
  async kill(signal: "SIGINT" | "SIGKILL", moment: KillMoment, counts: KillCounts): Promise<void> {
    for (const name of outputs) writeFileSync(this.path(name), OLD);
    const { code, err } = await this.run(moment, signal);
    const where = `${signal} ${moment.afterMs.toFixed(0)} ms after the ${moment.from} (exit ${code}): ${err.trim().split("\n").at(-1) ?? ""}`;
    const states = outputs.map((name) => this.stateOf(name, where));
    for (const state of states) counts[state] += 1;
    const left = this.leftBehind();
    if (signal === "SIGINT" && left.length > 0) throw new Error(`Left behind by ${where}: ${left.join(", ")}`);
    if (signal === "SIGINT" && new Set(states).size > 1) throw new Error(`Half of the outputs are new: ${where}`);
    if (left.length > 0) counts.swept += 1;
    await this.runToEnd();
    for (const name of outputs) {
      if (this.stateOf(name, `run again behind ${where}`) !== "new")
        throw new Error(`Not written again: ${name}, ${where}`);
    }
    const still = this.leftBehind();
    if (still.length > 0) throw new Error(`Not swept by the next run behind ${where}: ${still.join(", ")}`);
  }

  /** Removes the job's files. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.folder, "out", name);
  }

  private stateOf(name: string, where: string): "old" | "new" {
    if (!existsSync(this.path(name))) throw new Error(`Gone: ${name}, ${where}`);
    const hash = hashOf(this.path(name));
    if (hash === this.expected[name]) return "new";
    if (readFileSync(this.path(name), "utf8") === OLD) return "old";
    throw new Error(`Neither the old file nor the new one: ${name}, ${where}`);
  }

  private leftBehind(): string[] {
    const own: readonly string[] = outputs;
    const beside = readdirSync(join(this.folder, "out")).filter((name) => !own.includes(name));
    return [...beside, ...readdirSync(join(this.folder, "temp"))];
  }

  private hasBegunLastOutput(): boolean {
    return readdirSync(join(this.folder, "out")).some(
      (name) => name.includes(`${outputs[1]}.`) && name.startsWith("."),
    );
  }

  private async runToEnd(): Promise<void> {
    const { code, err } = await this.run({ afterMs: MAX_RUN_MS, from: "start" }, "SIGKILL");
    if (code !== 0) throw new Error(`The job failed (exit ${code}): ${err}`);
  }

  private run({ afterMs, from }: KillMoment, signal: NodeJS.Signals): Promise<End> {
    const child = spawn(process.execPath, [program, "run", this.config, "--quiet"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const timers: NodeJS.Timeout[] = [];
    const arm = (): void => {
      timers.push(setTimeout(() => child.kill(signal), afterMs));
    };
    if (from === "start") arm();
    else {
      const poll = setInterval(() => {
        if (!this.hasBegunLastOutput()) return;
        clearInterval(poll);
        arm();
      }, POLL_MS);
      timers.push(poll);
    }
    let err = "";
    child.stderr.on("data", (data: Buffer) => {
      err += data.toString();
    });
    return new Promise((resolve) => {
      child.on("close", (code) => {
        for (const timer of timers) clearTimeout(timer);
        resolve({ code, err });
      });
    });
  }
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
