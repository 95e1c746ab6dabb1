import {
  chmodSync,
  closeSync,
  fsync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  write,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { faultPoint } from "./fault-points.ts";
import { createFolders, removeEmptyFolders, syncFolder } from "./folders.ts";
import { ioError } from "./io-error.ts";
import { registerTemporary, releaseTemporary } from "./open-temporaries.ts";
import { ownedName } from "./owned-names.ts";
import { sweepLeftBehind } from "./sweep.ts";

const writeAsync = promisify(write);
const fsyncAsync = promisify(fsync);

/** How much of a file's name its temporary sibling has: a name of 255 bytes is allowed, a longer one is not. */
const NAME_CHARACTERS = 40;

/**
 * A file that appears whole or not at all: bytes go to a hidden sibling (`.name.<process>-<host>-<random>.tmp`), which takes the final name
 * on commit. Until then an older file of that name stays as it was. Missing folders are created; abort removes them again.
 */
export class AtomicFile implements Disposable {
  /** Where the file will lie, symbolic links resolved. */
  readonly path: string;
  readonly #temporaryPath: string;
  readonly #createdFolders: readonly string[];
  #descriptor: number;
  #byteLength = 0;
  #isOpen = true;
  /** Calls of appendAsync that have not resolved. */
  #writing = 0;

  private constructor(path: string, temporaryPath: string, createdFolders: readonly string[], descriptor: number) {
    this.path = path;
    this.#temporaryPath = temporaryPath;
    this.#createdFolders = createdFolders;
    this.#descriptor = descriptor;
    registerTemporary(this);
  }

  /** Starts a file, with its first bytes. Throws a typed error where the folder or the file cannot be written. */
  static create(path: string, head: Uint8Array = new Uint8Array(0)): AtomicFile {
    const target = resolveTarget(path);
    const created = createFolders(dirname(target.path));
    sweepLeftBehind(dirname(target.path));
    const name = `.${basename(target.path).slice(0, NAME_CHARACTERS)}.${ownedName()}.tmp`;
    const temporaryPath = join(dirname(target.path), name);
    let file: AtomicFile | null = null;
    try {
      faultPoint("open", temporaryPath);
      const descriptor = openSync(temporaryPath, "wx");
      if (target.mode !== null) chmodSync(temporaryPath, target.mode);
      file = new AtomicFile(target.path, temporaryPath, created, descriptor);
      file.append(head);
      return file;
    } catch (error) {
      file?.abort();
      rmSync(temporaryPath, { force: true });
      removeEmptyFolders(created);
      throw ioError(error, "write", path);
    }
  }

  /** Bytes appended so far. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Appends bytes, blocking. */
  append(bytes: Uint8Array): void {
    this.#requireOpen();
    const start = this.#byteLength;
    this.#byteLength += bytes.byteLength;
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        faultPoint("write", this.path);
        done += writeSync(this.#descriptor, bytes, done, bytes.byteLength - done, start + done);
      }
    } catch (error) {
      throw ioError(error, "write", this.path);
    }
  }

  /** Appends bytes; they must not change until the promise resolves. Calls may overlap: the order is that of the calls. */
  async appendAsync(bytes: Uint8Array): Promise<void> {
    this.#requireOpen();
    const start = this.#byteLength;
    this.#byteLength += bytes.byteLength;
    this.#writing += 1;
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        faultPoint("write", this.path);
        const result = await writeAsync(this.#descriptor, bytes, done, bytes.byteLength - done, start + done);
        done += result.bytesWritten;
      }
    } catch (error) {
      throw ioError(error, "write", this.path);
    } finally {
      this.#writing -= 1;
      if (!this.#isOpen) this.#close();
    }
  }

  /** Makes the file durable and gives it its name. Every appendAsync must have resolved. On an error nothing is left. */
  commit(): void {
    this.#requireOpen();
    try {
      faultPoint("sync", this.path);
      fsyncSync(this.#descriptor);
      this.#publish();
    } catch (error) {
      this.abort();
      throw ioError(error, "write", this.path);
    }
  }

  /** Like commit; the wait for the disk does not block the thread. */
  async commitAsync(): Promise<void> {
    this.#requireOpen();
    try {
      faultPoint("sync", this.path);
      await this.#sync();
      this.#requireOpen();
      this.#publish();
    } catch (error) {
      this.abort();
      throw ioError(error, "write", this.path);
    }
  }

  /** Removes what was written, and the folders that were created if they are empty; does nothing after a commit. */
  abort(): void {
    if (!this.#isOpen) return;
    try {
      this.#close();
    } catch {
      // What could not be written out is removed anyhow.
    }
    this.#isOpen = false;
    rmSync(this.#temporaryPath, { force: true });
    removeEmptyFolders(this.#createdFolders);
    releaseTemporary(this);
  }

  /** Aborts unless committed: `using file = AtomicFile.create(path)`. */
  [Symbol.dispose](): void {
    this.abort();
  }

  async #sync(): Promise<void> {
    this.#writing += 1;
    try {
      await fsyncAsync(this.#descriptor);
    } finally {
      this.#writing -= 1;
      if (!this.#isOpen) this.#close();
    }
  }

  #publish(): void {
    this.#close();
    faultPoint("rename", this.path);
    renameSync(this.#temporaryPath, this.path);
    this.#isOpen = false;
    releaseTemporary(this);
    syncFolder(dirname(this.path));
  }

  #close(): void {
    // A write under way would meet whatever gets the descriptor's number next: the last of them closes it.
    if (this.#descriptor < 0 || this.#writing > 0) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    closeSync(descriptor);
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw ioError(new Error("it is already committed or aborted"), "write", this.path);
  }
}

/** The real place of the file (a link is written through, not replaced) and the mode of an older one. */
function resolveTarget(path: string): { readonly path: string; readonly mode: number | null } {
  try {
    const real = realpathSync(path);
    const status = statSync(real);
    if (status.isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    return { path: real, mode: status.mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw ioError(error, "write", path);
    return { path: resolve(path), mode: null };
  }
}
