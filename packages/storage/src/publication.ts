import { copyFileSync, linkSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { faultPoint } from "./fault-points.ts";
import { createFolders, removeEmptyFolders, syncFolder } from "./folders.ts";
import { ioError } from "./io-error.ts";
import { registerTemporary, releaseTemporary } from "./open-temporaries.ts";
import { ownedName } from "./owned-names.ts";
import { sweepLeftBehind } from "./sweep.ts";

interface Staged {
  readonly target: string;
  readonly staged: string;
  readonly backup: string;
}

/**
 * Several files that appear together or not at all. Each is written whole to a hidden sibling of its target; commit gives all
 * of them their names and, where one cannot have it, gives the others back what was there before. Missing folders are
 * created; abort removes them again. A power failure in the middle of a commit may leave some files new and some old.
 */
export class Publication implements Disposable {
  readonly #files: Staged[] = [];
  readonly #createdFolders: string[] = [];
  #isOpen = true;

  constructor() {
    registerTemporary(this);
  }

  /** The path to write the file to that will lie at `path`. Throws a typed error where the folder cannot be made. */
  stage(path: string): string {
    const target = resolveTarget(path);
    const folder = dirname(target);
    this.#createdFolders.push(...createFolders(folder));
    sweepLeftBehind(folder);
    const hidden = join(folder, `.${basename(target)}.${ownedName()}`);
    const file = { target, staged: `${hidden}.staged`, backup: `${hidden}.old` };
    this.#files.push(file);
    return file.staged;
  }

  /** Gives every staged file its name. On an error every target is as it was before. */
  commit(): void {
    const done: { readonly file: Staged; readonly hasBackup: boolean }[] = [];
    try {
      for (const file of this.#files) {
        const hasBackup = backUp(file);
        done.push({ file, hasBackup });
        faultPoint("rename", file.target);
        renameSync(file.staged, file.target);
      }
    } catch (error) {
      for (const { file, hasBackup } of done.toReversed()) {
        if (hasBackup) renameSync(file.backup, file.target);
        else rmSync(file.target, { force: true });
      }
      this.abort();
      throw ioError(error, "write", done.at(-1)?.file.target ?? "");
    }
    for (const { backup } of this.#files) rmSync(backup, { force: true });
    for (const folder of new Set(this.#files.map(({ target }) => dirname(target)))) syncFolder(folder);
    this.#close();
  }

  /** Removes what was staged, and the folders that were created if they are empty; does nothing after a commit. */
  abort(): void {
    if (!this.#isOpen) return;
    for (const { staged, backup } of this.#files) {
      rmSync(staged, { force: true });
      rmSync(backup, { force: true });
    }
    removeEmptyFolders(this.#createdFolders);
    this.#close();
  }

  /** Aborts unless committed: `using publication = new Publication()`. */
  [Symbol.dispose](): void {
    this.abort();
  }

  #close(): void {
    this.#isOpen = false;
    releaseTemporary(this);
  }
}

/** Keeps an older file under a second name, so that the target is never missing; false where there is none. */
function backUp({ target, backup }: Staged): boolean {
  if (statSync(target, { throwIfNoEntry: false }) === undefined) return false;
  try {
    linkSync(target, backup);
  } catch {
    // Some file systems have no hard links.
    copyFileSync(target, backup);
  }
  return true;
}

function resolveTarget(path: string): string {
  let target = resolve(path);
  try {
    target = realpathSync(target);
    if (statSync(target).isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw ioError(error, "write", path);
  }
  return target;
}
