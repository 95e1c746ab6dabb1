// The process that reads changed files: it is replaced when it hangs or dies. Talks to run-mutations.ts.
import type { GoodFile } from "./good-files.ts";
import { runMutation } from "./run-mutation.ts";

/** What the parent asks for: the mutations from `from` up to, not including, `to`. */
export interface Request {
  readonly files: readonly GoodFile[];
  readonly folder: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly keep: boolean;
}

// Whatever escapes a query is a fault: the process dies of it, and the parent says after which mutation.
process.on("message", (request: Request) => {
  void run(request);
});

/** Resident memory from which on garbage is collected between two files, so that each begins with about the same. */
const COLLECT_FROM_BYTES = 280 * 1024 * 1024;

async function run({ files, folder, seed, from, to, keep }: Request): Promise<void> {
  for (let index = from; index < to; index++) {
    if (process.memoryUsage.rss() > COLLECT_FROM_BYTES) globalThis.gc?.();
    process.send?.(await runMutation(files, folder, seed, index, keep));
  }
  process.disconnect();
}
