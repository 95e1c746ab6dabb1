// Disks that are full, or do not give back what was written.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { injectFaults, setEngineTuning } from "@millrace/engine";
import type { LazyFrame } from "millrace";
import { DiskFullError, FileAccessError, MillraceError, TempFileDamagedError, TempSpaceError } from "millrace";
import { afterAll, describe, expect, it } from "vitest";
import { flip, spillFiles, truncate } from "./support/spill-files.ts";
import { faultSurroundings, SMALL_STATE } from "./support/surroundings.ts";

const at = faultSurroundings();
const states = ["groupBy", "median", "sort", "join"] as const;

/** Runs a plan that has to spill. */
function spilling(name: (typeof states)[number], onProgress?: () => void): Promise<unknown> {
  setEngineTuning({ inlineBytes: 0, stateLimit: SMALL_STATE });
  return at.plans()[name].collect({ threads: 2, tempDir: at.tempDir, onProgress });
}

describe.each(states)("spilling (%s)", (name) => {
  it("[STM-06] to a full disk", async () => {
    for (const skip of [0, 20]) {
      injectFaults([{ point: "write", path: ".spill", skip, effect: { kind: "system", code: "ENOSPC" } }]);
      const running = spilling(name);
      await expect(running).rejects.toThrow(TempSpaceError);
      await expect(running).rejects.toMatchObject({ code: "TEMP_SPACE" });
      await at.expectSound();
    }
  });

  it("to a disk that has next to no space left", async () => {
    injectFaults([{ point: "space", path: "millrace-", effect: { kind: "system", code: "ENOSPC" } }]);
    const running = spilling(name);
    await expect(running).rejects.toThrow(TempSpaceError);
    await expect(running).rejects.toThrow(/\d+ bytes are wanted, 0 are free.+tempDir/);
    await at.expectSound();
  });

  it.each([
    ["open", "EACCES"],
    ["write", "EIO"],
    ["read", "EIO"],
  ] as const)("where the system refuses to %s (%s)", async (point, systemCode) => {
    injectFaults([{ point, path: ".spill", effect: { kind: "system", code: systemCode } }]);
    const running = spilling(name);
    await expect(running).rejects.toThrow(FileAccessError);
    await expect(running).rejects.toMatchObject({ details: { systemCode } });
  });

  it.each(["truncated", "flipped by a bit"])("to a file that is %s behind its back", async (how) => {
    let changed = 0;
    const running = spilling(name, () => {
      for (const path of spillFiles(at.tempDir)) changed += how === "truncated" ? truncate(path) : flip(path);
    });
    await expect(running).rejects.toThrow(TempFileDamagedError);
    expect(changed).toBeGreaterThan(0);
  });
});

describe("a folder of temporary files", () => {
  it.each(["EACCES", "ENOSPC", "EROFS"])("that cannot be used (%s)", async (code) => {
    injectFaults([{ point: "folder", path: at.tempDir, effect: { kind: "system", code } }]);
    setEngineTuning({ inlineBytes: 0, stateLimit: SMALL_STATE });
    const running = at.plans().sort.collect({ threads: 2, tempDir: at.tempDir });
    await expect(running).rejects.toThrow(MillraceError);
    await expect(running).rejects.toMatchObject({ details: { systemCode: code } });
  });
});

type Sink = (frame: LazyFrame, path: string) => Promise<unknown>;
const sinks: Readonly<Record<string, Sink>> = {
  parquet: (frame, path) => frame.sinkParquet(path, { threads: 2, tempDir: at.tempDir, rowGroupSize: 16384 }),
  csv: (frame, path) => frame.sinkCsv(path, { threads: 2, tempDir: at.tempDir }),
};

describe.each(Object.keys(sinks))("sinking to %s", (format) => {
  it.each([
    ["open", "EACCES", FileAccessError],
    ["write", "ENOSPC", DiskFullError],
    ["write", "EDQUOT", DiskFullError],
    ["write", "EIO", FileAccessError],
    ["sync", "EIO", FileAccessError],
    ["rename", "EPERM", FileAccessError],
  ] as const)(
    "[IO-53] where the system refuses to %s (%s) leaves what was there",
    async (point, systemCode, errorClass) => {
      const path = join(at.out, `old.${format}`);
      for (const skip of point === "write" ? [0, 2] : [0]) {
        writeFileSync(path, "old");
        injectFaults([{ point, path: `old.${format}`, skip, effect: { kind: "system", code: systemCode } }]);
        const running = sinks[format]!(at.parquet, path);
        await expect(running).rejects.toThrow(errorClass);
        await expect(running).rejects.toMatchObject({ details: { path, systemCode } });
        expect(readFileSync(path, "utf8")).toBe("old");
        expect(readdirSync(at.out)).toContain(`old.${format}`);
        expect(readdirSync(at.out).filter((name) => name.startsWith("."))).toEqual([]);
        injectFaults(null);
      }
    },
  );

  it("[IO-53] onto a file that the plan reads is refused", async () => {
    const [source] = at.files(format === "parquet" ? "parquet" : "csv");
    const before = readFileSync(source!);
    const scan = format === "parquet" ? at.parquet : at.csv;
    await expect(sinks[format]!(scan.head(10), source!)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { path: source },
    });
    expect(readFileSync(source!).equals(before)).toBe(true);
  });
});

/** A file system of a megabyte, or null where none may be mounted. */
const small = mountSmall(join(at.folder, "small"));

function mountSmall(folder: string): string | null {
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status === 0) return folder;
  console.log("A small file system cannot be mounted here: its tests are skipped");
  return null;
}

describe.skipIf(small === null)("a really small disk", () => {
  const disk = small ?? "";
  afterAll(() => {
    spawnSync("umount", [disk]);
  });

  it.each(states)("[STM-06] takes no more spilled pages (%s)", async (name) => {
    setEngineTuning({ inlineBytes: 0, stateLimit: SMALL_STATE });
    const running = at.plans()[name].collect({ threads: 2, tempDir: disk });
    await expect(running).rejects.toThrow(TempSpaceError);
    // A twentieth of it stays free.
    await expect(running).rejects.toThrow(/52429 stay free for others/);
    expect(readdirSync(disk)).toEqual([]);
  });

  it.each(Object.keys(sinks))("[IO-53] takes no more of a sink (%s)", async (format) => {
    const path = join(disk, `out.${format}`);
    writeFileSync(path, "old");
    const running = sinks[format]!(at.parquet, path);
    await expect(running).rejects.toThrow(DiskFullError);
    await expect(running).rejects.toMatchObject({ code: "DISK_FULL", details: { systemCode: "ENOSPC" } });
    expect(readdirSync(disk)).toEqual([`out.${format}`]);
    expect(readFileSync(path, "utf8")).toBe("old");
    unlinkSync(path);
  });
});
