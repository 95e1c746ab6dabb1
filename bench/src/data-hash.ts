import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { TableFile } from "./suite.ts";

/**
 * Table → SHA-256 of its file. Files are read from start to end each time, which also brings them into the page cache,
 * so that no engine pays for the disk.
 */
export async function hashTables(tables: readonly TableFile[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const { name, path } of tables) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
    hashes[name] = hash.digest("hex");
  }
  return hashes;
}

/** One short text that stands for all tables, for the names of cached answers. */
export function dataKey(hashes: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(JSON.stringify(hashes)).digest("hex").slice(0, 16);
}
