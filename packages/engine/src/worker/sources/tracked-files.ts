import type { LocalFiles } from "@millrace/storage";

/** Files that a source has open: what a reader leaves open, because it failed, is closed with the source. */
export class TrackedFiles implements LocalFiles {
  private readonly files: LocalFiles;
  private readonly descriptors = new Set<number>();

  constructor(files: LocalFiles) {
    this.files = files;
  }

  open(path: string): number {
    const descriptor = this.files.open(path);
    this.descriptors.add(descriptor);
    return descriptor;
  }

  close(descriptor: number): void {
    this.descriptors.delete(descriptor);
    this.files.close(descriptor);
  }

  /** Closes what is still open. */
  closeAll(): void {
    for (const descriptor of [...this.descriptors]) this.close(descriptor);
  }

  identify(path: string): ReturnType<LocalFiles["identify"]> {
    return this.files.identify(path);
  }

  identifyOpen(descriptor: number): ReturnType<LocalFiles["identifyOpen"]> {
    return this.files.identifyOpen(descriptor);
  }

  size(descriptor: number): number {
    return this.files.size(descriptor);
  }

  readInto(descriptor: number, target: Uint8Array, offset: number, length: number, position: number): number {
    return this.files.readInto(descriptor, target, offset, length, position);
  }
}
