import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileAccessError, FileNotFoundError } from "@millrace/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AtomicFile } from "./atomic-file.ts";
import { localFiles } from "./local-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-storage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a committed file holds the appended bytes in the order of the calls and leaves nothing else", async () => {
  const path = join(folder, "a.txt");
  const file = AtomicFile.create(path);
  const pending = [file.appendAsync(bytes("one ")), file.appendAsync(bytes("two "))];
  file.append(bytes("three"));
  await Promise.all(pending);
  expect(file.byteLength).toBe(13);
  expect(existsSync(path)).toBe(false);
  await file.commitAsync();
  expect(readFileSync(path, "utf8")).toBe("one two three");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test("abort leaves the old file as it was", () => {
  const path = join(folder, "a.txt");
  writeFileSync(path, "old");
  {
    using file = AtomicFile.create(path);
    file.append(bytes("new"));
    expect(readFileSync(path, "utf8")).toBe("old");
  }
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test.skipIf(!existsSync("/proc/self"))("a folder that cannot be made is an error at once", () => {
  expect(() => AtomicFile.create("/proc/nope/deep/a.txt")).toThrow(expect.objectContaining({ code: "FILE_NOT_FOUND" }));
});

test("abort removes the folders that were created, unless somebody filled them", () => {
  AtomicFile.create(join(folder, "x/y/a.txt")).abort();
  expect(readdirSync(folder)).toEqual([]);
  const file = AtomicFile.create(join(folder, "x/y/a.txt"));
  writeFileSync(join(folder, "x/kept"), "");
  file.abort();
  expect(readdirSync(join(folder, "x"))).toEqual(["kept"]);
});

test("a link is written through and the mode of an older file stays", () => {
  mkdirSync(join(folder, "real"));
  writeFileSync(join(folder, "real/a.txt"), "old");
  chmodSync(join(folder, "real/a.txt"), 0o640);
  symlinkSync(join(folder, "real/a.txt"), join(folder, "link.txt"));
  const file = AtomicFile.create(join(folder, "link.txt"));
  file.append(bytes("new"));
  file.commit();
  expect(readFileSync(join(folder, "real/a.txt"), "utf8")).toBe("new");
  expect(statSync(join(folder, "real/a.txt")).mode & 0o777).toBe(0o640);
});

test("errors are typed and name the path", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => AtomicFile.create(join(folder, "file/a.txt"))).toThrow(FileAccessError);
  expect(() => AtomicFile.create(folder)).toThrow(/it is a folder.*millrace-storage/);
  expect(() => localFiles.open(join(folder, "missing"))).toThrow(FileNotFoundError);
  const file = AtomicFile.create(join(folder, "b"));
  file.commit();
  expect(() => file.append(bytes("late"))).toThrow(/already committed/);
});

for (const [ending, code] of [
  ["process.exit(3)", 3],
  ["process.kill(process.pid, 'SIGINT'); setTimeout(() => {}, 5000)", null],
] as const) {
  test(`a process that ends by ${ending.slice(0, 12)} leaves no temporary file`, () => {
    const module = JSON.stringify(join(import.meta.dirname, "atomic-file.ts"));
    const path = JSON.stringify(join(folder, "sub/a.txt"));
    const script = `const { AtomicFile } = await import(${module}); AtomicFile.create(${path}).append(new Uint8Array(9)); ${ending}`;
    const result = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect([result.status, result.signal]).toEqual([code, code === null ? "SIGINT" : null]);
    expect(readdirSync(folder)).toEqual([]);
  });
}

test("readInto fills shared memory and stops at the end of the file", () => {
  const path = join(folder, "a.txt");
  writeFileSync(path, "hello world");
  const target = new Uint8Array(new SharedArrayBuffer(32));
  const descriptor = localFiles.open(path);
  expect(localFiles.size(descriptor)).toBe(11);
  expect(localFiles.readInto(descriptor, target, 4, 20, 6)).toBe(5);
  localFiles.close(descriptor);
  expect(new TextDecoder().decode(target.slice(4, 9))).toBe("world");
});

test("names as long as the system allows are written, and impossible ones are typed errors that leave nothing", () => {
  const long = join(folder, "n".repeat(255));
  AtomicFile.create(long, bytes("x")).commit();
  expect(readFileSync(long, "utf8")).toBe("x");
  rmSync(long);
  for (const name of ["n".repeat(256), "a\0b", "sub/..", "a\0/b"]) {
    expect(() => AtomicFile.create(`${folder}/${name}`), JSON.stringify(name)).toThrow(FileAccessError);
  }
  expect(readdirSync(folder)).toEqual([]);
});
