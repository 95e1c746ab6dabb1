// Runs once around all tests of a run: temporary files go to a folder of the run, and what a test leaves there fails the run.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Leftovers that the error names, at most. */
const MAX_NAMED = 20;

/** Node's cache of compiled code, which the command line asks for: processes share it on purpose. */
const COMPILE_CACHE = "node-compile-cache";

/** Makes the folder, and returns what checks and removes it. */
export default function setup(): () => void {
  const outer = process.env["TMPDIR"];
  const folder = mkdtempSync(join(tmpdir(), "millrace-tests-"));
  process.env["TMPDIR"] = folder;
  return () => {
    const left = readdirSync(folder)
      .filter((name) => name !== COMPILE_CACHE)
      .sort();
    rmSync(folder, { recursive: true, force: true });
    if (outer === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = outer;
    if (left.length === 0) return;
    const named = left.slice(0, MAX_NAMED).join(", ");
    const more = left.length > MAX_NAMED ? `, and ${left.length - MAX_NAMED} more` : "";
    throw new Error(`Tests have left ${left.length} files or folders in the temporary folder: ${named}${more}`);
  };
}
