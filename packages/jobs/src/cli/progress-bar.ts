import type { QueryProgress } from "@millrace/core";
import { countText } from "../run/job-log.ts";
import type { Terminal } from "./terminal.ts";

const BAR_WIDTH = 24;
const CLEAR_LINE = "\r\u001b[2K";

/** One line at the bottom of a terminal that shows how far a query is; nothing where there is no terminal. */
export class ProgressBar {
  readonly #terminal: Terminal;
  #isShown = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  update(progress: QueryProgress): void {
    const { columns } = this.#terminal;
    if (columns === null) return;
    this.#terminal.err(`${CLEAR_LINE}${progressText(progress).slice(0, columns - 1)}`);
    this.#isShown = true;
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#isShown) this.#terminal.err(CLEAR_LINE);
    this.#isShown = false;
  }
}

/** `[######------]  52 %  1,560,000 rows  96 MiB  3.1 s` */
export function progressText(progress: QueryProgress): string {
  const { bytesRead, totalBytes, morselsDone, morsels, rowsRead, memoryBytes, spilledBytes, elapsedMs } = progress;
  const share = totalBytes ? bytesRead / totalBytes : morsels ? morselsDone / morsels : null;
  const parts = [`${countText(rowsRead)} rows`];
  if (memoryBytes > 0) parts.push(`${(memoryBytes / 2 ** 20).toFixed(0)} MiB`);
  if (spilledBytes > 0) parts.push(`${(spilledBytes / 2 ** 20).toFixed(0)} MiB on disk`);
  parts.push(`${(elapsedMs / 1000).toFixed(1)} s`);
  if (share !== null) {
    const bounded = Math.min(1, share);
    const filled = Math.floor(bounded * BAR_WIDTH);
    const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}]`;
    parts.unshift(`${bar} ${`${Math.floor(bounded * 100)}`.padStart(3)} %`);
  }
  return parts.join("  ");
}
