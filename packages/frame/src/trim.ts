import * as engine from "@millrace/engine";

/**
 * Gives the memory that finished queries have left warm back to the system. Nothing happens while a query runs; after two seconds
 * without one it happens by itself.
 *
 * @example
 * await trim();
 */
export function trim(): Promise<void> {
  return engine.trim();
}
