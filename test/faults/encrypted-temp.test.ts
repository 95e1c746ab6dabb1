// What a query puts on disk may be for nobody else's eyes.

import { readdirSync, readFileSync } from "node:fs";
import { setEngineTuning } from "@millrace/engine";
import type { LazyFrame } from "millrace";
import { DataFrame, TempFileDamagedError } from "millrace";
import { describe, expect, it } from "vitest";
import { flip, spillFiles } from "./support/spill-files.ts";
import { faultSurroundings, SMALL_STATE } from "./support/surroundings.ts";

const at = faultSurroundings();
const states = ["groupBy", "median", "sort", "join"] as const;
const secret = "a diagnosis";

/** Rows of text that compression does not hide. */
const rows = Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 60_000);
const texts = DataFrame({ key: rows, text: rows.map((i) => `${i * 31} ${secret} ${i}`) }).lazy();

/** What is in a file; nothing where the query has just removed it. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Runs a plan that has to spill, and looks at its files meanwhile: bytes in all, and whether the secret stands in one. */
async function look(
  query: LazyFrame,
  spillEncryption: boolean,
): Promise<{ rows: unknown; bytes: number; found: boolean }> {
  setEngineTuning({ inlineBytes: 0, stateLimit: SMALL_STATE });
  let [bytes, found] = [0, false];
  const onProgress = (): void => {
    for (const path of spillFiles(at.tempDir)) {
      const content = contentOf(path);
      bytes = Math.max(bytes, content.length);
      found ||= content.includes(secret);
    }
  };
  const data = await query.collect({ threads: 2, tempDir: at.tempDir, spillEncryption, onProgress });
  setEngineTuning({});
  return { rows: data.toRecords(), bytes, found };
}

describe("encrypted spill files", () => {
  it("[SEC-03] do not show what they hold; the result is the same", async () => {
    const plain = await look(texts.sort("key"), false);
    const encrypted = await look(texts.sort("key"), true);
    expect(plain.bytes).toBeGreaterThan(100_000);
    expect(encrypted.bytes).toBeGreaterThan(100_000);
    expect([plain.found, encrypted.found]).toEqual([true, false]);
    expect(encrypted.rows).toEqual(plain.rows);
    await at.expectSound();
  });

  it.each(states)("give back what every kind of state put there (%s)", async (name) => {
    const plain = await look(at.plans()[name], false);
    expect((await look(at.plans()[name], true)).rows).toEqual(plain.rows);
    await at.expectSound();
  });

  it("are asked for by the environment, too, and damage is found", async () => {
    process.env["MILLRACE_SPILL_ENCRYPTION"] = "1";
    try {
      setEngineTuning({ inlineBytes: 0, stateLimit: SMALL_STATE });
      let changed = 0;
      const found: boolean[] = [];
      const running = texts.sort("key").collect({
        threads: 2,
        tempDir: at.tempDir,
        onProgress: () => {
          for (const path of spillFiles(at.tempDir)) {
            found.push(contentOf(path).includes(secret));
            changed += flip(path);
          }
        },
      });
      await expect(running).rejects.toThrow(TempFileDamagedError);
      expect(changed).toBeGreaterThan(0);
      expect(found).not.toContain(true);
    } finally {
      delete process.env["MILLRACE_SPILL_ENCRYPTION"];
    }
    expect(readdirSync(at.tempDir)).toEqual([]);
  });
});
