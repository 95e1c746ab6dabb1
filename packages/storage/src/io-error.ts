import { FileNotFoundError, InvalidArgumentError, MillraceError } from "@millrace/core";

/** What the system's codes mean and what to do, in words. */
const stories: Readonly<Record<string, string>> = {
  EACCES: "permission is denied. Check the owner and the mode of the file and of its folder",
  EPERM: "permission is denied. Check the owner and the mode of the file and of its folder",
  EROFS: "the file system is read-only. Choose another folder",
  EISDIR: "it is a folder. Name a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  ENOSPC: "no space is left on the device. Free space there, or choose another folder",
  EDQUOT: "the disk quota is used up. Free space there, or choose another folder",
  EMFILE: "too many files are open. Raise the limit (ulimit -n), or use fewer threads",
  ENAMETOOLONG: "the name is too long",
};

/** A failed system call as a typed error with the path and the system's code; typed errors pass unchanged. */
export function ioError(error: unknown, action: string, path: string): MillraceError {
  if (error instanceof MillraceError) return error;
  const systemCode = (error as NodeJS.ErrnoException).code ?? null;
  if (systemCode === "ENOENT") return new FileNotFoundError(path);
  const text = error instanceof Error ? error.message : `${error}`;
  const story = (systemCode === null ? undefined : stories[systemCode]) ?? text;
  const failure = new InvalidArgumentError(`Could not ${action} the file: ${story}: ${path}`, { path, systemCode });
  failure.cause = error;
  return failure;
}
