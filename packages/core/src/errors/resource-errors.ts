import { InternalError, ResourceError } from "./error.ts";

/**
 * An operator needs more memory than the query's limit leaves it. Sizes in bytes: what it needs, what it holds already (0: it has not
 * started), and the most that it may have.
 */
export class MemoryLimitError extends ResourceError<{
  readonly operator: string;
  readonly held: number;
  readonly needed: number;
  readonly limit: number;
}> {
  constructor(at: {
    readonly operator: string;
    readonly needed: number;
    readonly limit: number;
    readonly held?: number;
  }) {
    const { operator, needed, limit, held = 0 } = at;
    super(
      "MEMORY_LIMIT",
      held === 0
        ? `Memory limit too small for ${operator}: ${needed} bytes are needed, the limit is ${limit} bytes. ` +
            `Set memoryLimit to at least ${needed}, or use fewer threads`
        : `Not enough memory for ${operator}: it holds ${held} bytes and needs ${needed} more, its share is ${limit} bytes. ` +
            "Raise memoryLimit, or use fewer threads",
      { operator, held, needed, limit },
    );
  }
}

/**
 * The temporary folder is full, or next to it, or the query reached maxTempBytes. Sizes in bytes: what is wanted, what the file
 * system has free, and of that what stays free for others.
 */
export class TempSpaceError extends ResourceError<{
  readonly tempDir: string;
  readonly needed: number | null;
  readonly limit: number | null;
  readonly free: number | null;
}> {
  constructor(at: {
    readonly tempDir: string;
    readonly needed?: number | undefined;
    readonly limit?: number | undefined;
    readonly free?: number | undefined;
    readonly reserve?: number | undefined;
    readonly reason?: string | undefined;
  }) {
    const limit = at.limit === undefined ? "" : `, maxTempBytes is ${at.limit}`;
    const free =
      at.free === undefined
        ? ""
        : `: ${at.needed} bytes are wanted, ${at.free} are free, of which ${at.reserve ?? 0} stay free for others`;
    super(
      "TEMP_SPACE",
      `${at.reason ?? "Not enough space for temporary files"} in ${at.tempDir}${limit}${free}. ` +
        "Free space there, choose another folder with tempDir, or raise memoryLimit",
      { tempDir: at.tempDir, needed: at.needed ?? null, limit: at.limit ?? null, free: at.free ?? null },
    );
  }
}

/** A temporary file does not hold what was written to it: a fault of the disk, or something else has changed it. */
export class TempFileDamagedError extends ResourceError<{ readonly file: string; readonly byte: number }> {
  constructor(file: string, byte: number) {
    super(
      "TEMP_FILE_DAMAGED",
      `A temporary file was changed while the query ran: file ${file}, byte ${byte}. ` +
        "Check the disk, and that nothing else writes there; tempDir chooses another folder",
      { file, byte },
    );
  }
}

/** The device or the quota of a file that is being written is full. */
export class DiskFullError extends ResourceError<{ readonly path: string; readonly systemCode: string }> {
  constructor(path: string, systemCode: string) {
    const what = systemCode === "EDQUOT" ? "the disk quota is used up" : "no space is left on the device";
    super(
      "DISK_FULL",
      `Could not write the file: ${what}: ${path}. Free space there, or choose another folder. Nothing was published`,
      { path, systemCode },
    );
  }
}

/** The caller stopped the query by its signal. */
export class QueryAbortedError extends ResourceError<{ readonly reason: string | null }> {
  constructor(reason: unknown = undefined) {
    const text = reason instanceof Error ? reason.message : reason === undefined ? null : `${reason}`;
    super("QUERY_ABORTED", `The query was stopped${text === null ? "" : `: ${text}`}`, { reason: text });
  }
}

/** The query ran longer than its timeoutMs. */
export class TimeoutError extends ResourceError<{ readonly timeoutMs: number }> {
  constructor(timeoutMs: number) {
    super("QUERY_TIMEOUT", `The query was stopped after its time limit of ${timeoutMs} ms. Raise timeoutMs`, {
      timeoutMs,
    });
  }
}

/** A worker thread ended in the middle of a query; the next query gets a new one. */
export class WorkerDiedError extends InternalError<{ readonly reason: string }> {
  constructor(reason: string) {
    super("WORKER_DIED", `A worker thread ended before its work was done: ${reason}. Run the query again`, {
      reason,
    });
  }
}

/** A broken invariant of the engine: always a fault of millrace. */
export class InternalEngineError extends InternalError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super("INTERNAL", `Internal error: ${message}. Please report it with the output of explain()`, details);
  }
}
