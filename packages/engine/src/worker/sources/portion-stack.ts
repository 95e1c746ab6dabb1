import type { SpillFile } from "../../spill/spill-file.ts";

/** The portions of a morsel that are still to be read, in the order of their hashes, and the files to be removed behind them. */
export class PortionStack<T> {
  private readonly forget: (path: string) => void;
  private readonly entries: ({ readonly portion: T } | { readonly file: SpillFile })[] = [];

  /** `forget` is called before a file is removed. */
  constructor(forget: (path: string) => void) {
    this.forget = forget;
  }

  /** Begins a morsel. */
  begin(portion: T): void {
    this.entries.length = 0;
    this.entries.push({ portion });
  }

  /** The next portion; files whose portions have all been taken and read are removed. */
  take(): T | null {
    for (;;) {
      const entry = this.entries.pop();
      if (entry === undefined) return null;
      if ("portion" in entry) return entry.portion;
      this.forget(entry.file.path);
      entry.file.remove();
    }
  }

  /** Puts the pieces of a split portion in its place. */
  replace(pieces: readonly T[], files: readonly SpillFile[]): void {
    for (const file of files) this.entries.push({ file });
    for (const portion of pieces.toReversed()) this.entries.push({ portion });
  }

  clear(): void {
    this.entries.length = 0;
  }
}
