/** Something that leaves a temporary file behind unless it is told to remove it. */
export interface Temporary {
  abort(): void;
}

const open = new Set<Temporary>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** From now on the temporary file is removed when the process exits or is told to stop by a signal. */
export function registerTemporary(file: Temporary): void {
  if (open.size === 0) listen();
  open.add(file);
}

/** Ends what registerTemporary began. */
export function releaseTemporary(file: Temporary): void {
  if (open.delete(file) && open.size === 0) unlisten();
}

function listen(): void {
  process.on("exit", abortAll);
  for (const signal of signals) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off("exit", abortAll);
  for (const signal of signals) process.off(signal, onSignal);
}

function abortAll(): void {
  for (const file of [...open]) {
    try {
      file.abort();
    } catch {
      // The process ends; the next file matters more than this one's error.
    }
  }
}

function onSignal(signal: NodeJS.Signals): void {
  // A host that listens itself decides whether the process ends; then "exit" cleans up.
  if (process.listenerCount(signal) > 1) return;
  abortAll();
  unlisten();
  process.kill(process.pid, signal);
}
