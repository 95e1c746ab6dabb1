import { DiskFullError, FileAccessError, FileNotFoundError, MillraceError } from "@millrace/core";

/** What the system's codes mean and what to do, in words. */
const stories: Readonly<Record<string, string>> = {
  EACCES: "permission is denied. Check the owner and the mode of the file and of its folder",
  EPERM: "permission is denied. Check the owner and the mode of the file and of its folder",
  EROFS: "the file system is read-only. Choose another folder",
  EISDIR: "it is a folder. Name a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EMFILE: "too many files are open. Raise the limit (ulimit -n), or use fewer threads",
  ENAMETOOLONG: "the name is too long",
  EIO: "the device failed. Check the disk",
};

/** A failed system call as a typed error with the path and the system's code; typed errors pass unchanged. */
export function ioError(error: unknown, action: string, path: string): MillraceError {
  if (error instanceof MillraceError) return error;
  const failure = typedError(error, action, path);
  failure.cause = error;
  return failure;
}

function typedError(error: unknown, action: string, path: string): MillraceError {
  const systemCode = systemCodeOf(error);
  if (systemCode === "ENOENT") return new FileNotFoundError(path);
  if (isDiskFull(error)) return new DiskFullError(path, systemCode ?? "");
  const text = error instanceof Error ? error.message : `${error}`;
  const story = (systemCode === null ? undefined : stories[systemCode]) ?? text;
  return new FileAccessError(action, story, path, systemCode);
}

/** Whether the device or the quota had no room. */
export function isDiskFull(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code === "ENOSPC" || code === "EDQUOT";
}

function systemCodeOf(error: unknown): string | null {
  return (error as NodeJS.ErrnoException | null)?.code ?? null;
}
