import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scanCsv, UnsupportedError } from "millrace";
import { expect, it } from "vitest";
import { testFolder } from "../scenarios/support/tables.ts";

const folder = testFolder();

function wideFile(numColumns: number): string {
  const path = join(folder, `wide-${numColumns}.csv`);
  const names = Array.from({ length: numColumns }, (_, i) => `c${i}`).join(",");
  writeFileSync(path, `${names}\n${"1,".repeat(numColumns - 1)}1\n`);
  return path;
}

it("a header of 70,000 names is an error that says so when all are read, and no obstacle when a few are", async () => {
  const path = wideFile(70_000);
  await expect(scanCsv(path).collect()).rejects.toThrow(UnsupportedError);
  await expect(scanCsv(path).collect()).rejects.toThrow(path);
  const one = await scanCsv(path).select("c69999").collect();
  expect(one.toRecords()).toEqual([{ c69999: 1n }]);
});
