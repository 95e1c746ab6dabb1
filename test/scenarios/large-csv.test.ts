import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { col, Int64, OptionError, scanCsv } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
const path = join(folder, "large_file.csv");
const ROWS = 60_000;

beforeAll(() => {
  const lines = Array.from(
    { length: ROWS },
    (_, i) => `${i % 500},name ${i},"${"x".repeat(40)}, ${i}",${i * 2},${i / 4}`,
  );
  // A text in a column of numbers: read, it would be an error.
  lines[ROWS - 10] = lines[ROWS - 10]!.replace(/,\d+,[\d.]+$/, ",oops,1");
  writeFileSync(path, `col1,name,note,other,col2\n${lines.join("\n")}\n`);
});

describe("two columns of a large CSV file", () => {
  itOptimizes("[S-38] [LAZ-08] [IO-07] the other columns are skipped, not parsed", async () => {
    const query = scanCsv(path).select("col1", "col2").filter(col("col1").gt(100));
    const { data, profile } = await query.profile({ threads: 2 });
    const kept = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 500 > 100);
    expect(data.height).toBe(kept.length);
    expect(data.column("col1").toArray().slice(0, 3)).toEqual([101n, 102n, 103n]);
    expect(profile.scans).toMatchObject([{ rowsRead: ROWS, rejected: 0, bytesPruned: 0, bytesNotReached: 0 }]);
    expect(profile.scans[0]!.bytesRead).toBe(profile.scans[0]!.totalBytes);
    expect(await query.explain()).toContain("PROJECT 2/5 [col1, col2]  WHERE col1 > 100");
    await expect(scanCsv(path).collect()).rejects.toMatchObject({
      code: "PARSE_ERROR",
      details: { column: "other", row: ROWS - 8, value: "oops" },
    });
  });

  itOptimizes("[S-38] [LAZ-14] [SRT-04] head stops the scan early", async () => {
    const { data, profile } = await scanCsv(path).head(5).profile({ threads: 2 });
    expect(data.height).toBe(5);
    expect(profile.scans[0]!.rowsRead).toBeLessThan(ROWS / 2);
    expect(profile.scans[0]!.bytesNotReached).toBeGreaterThan(profile.scans[0]!.totalBytes / 4);
  });

  it("[S-38] [STM-03] old and invented options are errors that name what to write", async () => {
    const collect = (options: object): Promise<unknown> => scanCsv(path).collect(options);
    for (const old of [{ streaming: true }, { asStreaming: true }, { as_streaming: true }]) {
      await expect(collect(old)).rejects.toThrow(OptionError);
      await expect(collect(old)).rejects.toThrow(/engine: "streaming"/);
    }
    expect(() => scanCsv(path, { with_columns: ["col1"] } as object)).toThrow(OptionError);
    for (const old of ["with_columns", "withColumns", "columns"]) {
      expect(() => scanCsv(path, { [old]: ["col1", "col2"] } as object)).toThrow(/\.select\("a", "b"\)/);
    }
    expect(() => scanCsv(path, { sep: ";" } as object)).toThrow('"separator"');
    expect(() => scanCsv(path, { dtypes: { col1: Int64 } } as object)).toThrow('"schemaOverrides"');
    await expect(collect({ engine: "gpu" })).rejects.toThrow(/"streaming", "auto", "in-memory"/);
  });
});
