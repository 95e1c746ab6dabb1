// What queries have spilled, and damage to it.

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";

/** The spill files of running queries in a folder of temporary files. */
export function spillFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".spill"))
    .map((name) => join(folder, name));
}

/** Cuts an eighth off; returns the number of changes, 1. */
export function truncate(path: string): number {
  const { length } = readFileSync(path);
  truncateSync(path, length - (length >> 3));
  return 1;
}

/** Flips one bit in the middle of every 64 KiB; returns how many. */
export function flip(path: string): number {
  const descriptor = openSync(path, "r+");
  const byte = new Uint8Array(1);
  let flipped = 0;
  const { size } = fstatSync(descriptor);
  for (let position = 1000; position < size; position += 65536) {
    readSync(descriptor, byte, 0, 1, position);
    byte[0]! ^= 8;
    writeSync(descriptor, byte, 0, 1, position);
    flipped += 1;
  }
  closeSync(descriptor);
  return flipped;
}
