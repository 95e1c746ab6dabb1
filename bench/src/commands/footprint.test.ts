import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { footprintLines, footprintOf } from "./footprint.ts";

it("a table's size as a file and as a frame [BEN-22]", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-footprint-"));
  try {
    const path = join(folder, "numbers.csv");
    const numRows = 10_000;
    writeFileSync(path, `a,b\n${"1,2.5\n".repeat(numRows)}`);
    const footprint = await footprintOf({ name: "numbers", format: "csv", path });
    // Two columns of eight bytes a value; validity takes a little more, if anything.
    expect(footprint).toMatchObject({ file: "numbers.csv", rows: numRows, fileBytes: 4 + 6 * numRows });
    expect(footprint.memoryBytes).toBeGreaterThanOrEqual(16 * numRows);
    expect(footprint.memoryBytes).toBeLessThan(20 * numRows);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("ratios of memory to file, one digit after the point [BEN-22]", () => {
  const lines = footprintLines([{ file: "a.csv", rows: 5, fileBytes: 10e6, memoryBytes: 48e6 }]);
  expect(lines.at(-1)).toBe("| a.csv | 5 | 10.0 | 48.0 | 4.8 |");
});
