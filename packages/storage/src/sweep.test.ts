import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isLeftBehind, ownedName } from "./owned-names.ts";
import { sweepLeftBehind } from "./sweep.ts";

/** The id of a process that has ended. */
function goneProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

test("[SEC-02] what a process left behind that is no more is removed, all else stays", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-sweep-"));
  const own = ownedName();
  const gone = own.replace(`${process.pid}`, `${goneProcess()}`);
  const elsewhere = gone.replace(/-[0-9a-f]{8}-/, "-00000000-");
  expect([own, gone, elsewhere].map(isLeftBehind)).toEqual([false, true, false]);
  for (const name of [own, gone, elsewhere]) {
    mkdirSync(join(folder, `millrace-${name}`));
    writeFileSync(join(folder, `millrace-${name}`, "slot.spill"), "pages");
    for (const end of ["tmp", "staged", "old"]) writeFileSync(join(folder, `.out.parquet.${name}.${end}`), "half");
  }
  writeFileSync(join(folder, `..out.parquet.${gone}.staged.${gone}.tmp`), "half");
  const others = [`out.${gone}.parquet`, `.bashrc.${gone}`, "millrace-7-1.csv", `other-${gone}`];
  for (const name of others) writeFileSync(join(folder, name), "");
  sweepLeftBehind(folder);
  const kept = [own, elsewhere].flatMap((name) => [
    `millrace-${name}`,
    ...["tmp", "staged", "old"].map((end) => `.out.parquet.${name}.${end}`),
  ]);
  expect(readdirSync(folder).sort()).toEqual([...kept, ...others].sort());
  rmSync(folder, { recursive: true });
});
