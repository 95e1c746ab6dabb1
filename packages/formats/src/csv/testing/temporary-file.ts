import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "millrace-csv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let numFiles = 0;

/** Puts text or bytes into a file of its own, which is removed after the tests of the file. */
export function temporaryFile(content: string | Uint8Array, extension = "csv"): string {
  const path = join(folder, `${numFiles++}.${extension}`);
  writeFileSync(path, content);
  return path;
}
