const pending = new Set<() => void>();
let listening = false;

/** Calls `clean` when the process ends, by a signal too, unless the returned function is called before. */
export function atExit(clean: () => void): () => void {
  if (!listening) {
    listening = true;
    process.once("exit", () => {
      for (const each of pending) each();
    });
    process.once("SIGINT", () => process.exit(130));
    process.once("SIGTERM", () => process.exit(143));
  }
  pending.add(clean);
  return () => pending.delete(clean);
}
