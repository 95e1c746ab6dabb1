/** Thrown where long work finds that its query is to stop; it ends the work and is no failure. */
export class QueryStopped extends Error {
  constructor() {
    super("The query was stopped");
  }
}

/** Throws a QueryStopped if the word is set. */
export function throwIfStopped(words: Int32Array, index: number): void {
  if (Atomics.load(words, index) !== 0) throw new QueryStopped();
}
