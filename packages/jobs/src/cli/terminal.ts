/** What the command line writes to and listens to. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Width of the terminal behind `err`; null where it is a file or a pipe. */
  readonly columns: number | null;
  /** Calls back when the user or the system asks the program to stop; returns what ends that. */
  onStop(stop: (signal: "SIGINT" | "SIGTERM") => void): () => void;
}

/** Terminals that do not know their width have this. */
const DEFAULT_COLUMNS = 80;

const signals = ["SIGINT", "SIGTERM"] as const;

/** A reader that has gone away (`| head`) wants no more: that is no error. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  if (stream.listenerCount("error") > 0) return;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

function write(stream: NodeJS.WriteStream, text: string): void {
  ignoreClosedPipe(stream);
  stream.write(text);
}

/** The terminal of this process. A second signal ends it at once. */
export const processTerminal: Terminal = {
  out: (text) => write(process.stdout, text),
  err: (text) => write(process.stderr, text),
  columns: process.stderr.isTTY ? process.stderr.columns || DEFAULT_COLUMNS : null,
  onStop(stop) {
    let stopped = false;
    const listener = (signal: NodeJS.Signals): void => {
      // Whatever is still open is removed on exit.
      if (stopped) process.exit(exitCodeOf(signal as "SIGINT"));
      stopped = true;
      stop(signal as "SIGINT");
    };
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
};

/** What a shell expects of a program that a signal ended. */
export function exitCodeOf(signal: "SIGINT" | "SIGTERM"): number {
  return signal === "SIGINT" ? 130 : 143;
}
