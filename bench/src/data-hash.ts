import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { TableFile } from "./suite.ts";

/** What identifies the files of tables. */
export interface TableHashes {
  /** Table → SHA-256 of its file. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Table → bytes of its file. */
  readonly bytes: Readonly<Record<string, number>>;
}

/**
 * Hashes and sizes of tables. Files are read from start to end each time, which also brings them into the page cache, so
 * that no engine pays for the disk.
 */
export async function hashTables(tables: readonly TableFile[]): Promise<TableHashes> {
  const hashes: Record<string, string> = {};
  const bytes: Record<string, number> = {};
  for (const { name, path } of tables) {
    const hash = createHash("sha256");
    const stream = createReadStream(path, { highWaterMark: 1 << 20 });
    await pipeline(stream, hash);
    hashes[name] = hash.digest("hex");
    bytes[name] = stream.bytesRead;
  }
  return { hashes, bytes };
}

/** One short text that stands for all tables, for the names of cached answers. */
export function dataKey(hashes: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(JSON.stringify(hashes)).digest("hex").slice(0, 16);
}
