import type { ResolvedQueryOptions } from "@millrace/core";
import { QueryAbortedError, TimeoutError } from "@millrace/core";
import type { Limits } from "../coordinator/pool-executor.ts";

/** What ends a query early: its signal, and its time. */
export class QueryLimits implements Limits, Disposable {
  private readonly options: ResolvedQueryOptions;
  private readonly timer: NodeJS.Timeout | null;
  private readonly listeners = new Set<(error: Error) => void>();
  private ended: Error | null = null;

  constructor(options: ResolvedQueryOptions) {
    this.options = options;
    const { signal, timeoutMs } = options;
    if (signal?.aborted === true) throw new QueryAbortedError(signal.reason);
    signal?.addEventListener("abort", this.onAbort, { once: true });
    this.timer = timeoutMs === null ? null : setTimeout(() => this.end(new TimeoutError(timeoutMs)), timeoutMs);
  }

  /** Calls the listener when the query is ended, at once if it has been. */
  onEnd(listener: (error: Error) => void): void {
    if (this.ended === null) this.listeners.add(listener);
    else listener(this.ended);
  }

  check(): void {
    if (this.ended !== null) throw this.ended;
  }

  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.onEnd(reject);
      promise.then(resolve, reject).finally(() => this.listeners.delete(reject));
    });
  }

  /** The query is over: nothing ends it any more. */
  [Symbol.dispose](): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.options.signal?.removeEventListener("abort", this.onAbort);
    this.listeners.clear();
  }

  private readonly onAbort = (): void => this.end(new QueryAbortedError(this.options.signal?.reason));

  private end(error: Error): void {
    if (this.ended !== null) return;
    this.ended = error;
    for (const listener of this.listeners) listener(error);
    this.listeners.clear();
  }
}
