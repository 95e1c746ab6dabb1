// Generated tables of the health system in a temporary folder.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { readArguments } from "../../../datasets/src/arguments.ts";
import { writeRequest } from "../../../datasets/src/write-request.ts";

/** A folder that is removed after the tests of the file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-scenarios-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Writes tables as `npm run datasets -- ARGUMENTS --out FOLDER` does.
 *
 * @example await generate(folder, "vitals --rows 5000 --format parquet,csv")
 */
export async function generate(folder: string, command: string): Promise<void> {
  const request = readArguments([...command.split(" "), "--out", folder]);
  if (request.action !== "write") throw new Error(`Not a command that writes: ${command}`);
  await Array.fromAsync(writeRequest(request));
}
