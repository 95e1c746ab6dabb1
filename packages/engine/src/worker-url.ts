/** Set by the bundler: the worker's file beside the bundle. */
declare const __MILLRACE_WORKER__: string | undefined;

/** The file that a worker runs. */
export const workerUrl: URL =
  typeof __MILLRACE_WORKER__ === "string"
    ? new URL(__MILLRACE_WORKER__, import.meta.url)
    : new URL("./worker/entry.ts", import.meta.url);
