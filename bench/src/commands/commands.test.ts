import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { testRecord, testReport } from "../report/testing/records.ts";
import { microCommand } from "./micro.ts";
import { reportCommand } from "./report.ts";

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-commands-"));
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe("bench report", () => {
  it("writes a folder and a document from files of earlier runs [BEN-16]", async () => {
    const files = ["duckdb", "millrace"].map((engine) => {
      const path = join(folder, `${engine}.json`);
      writeFileSync(path, JSON.stringify(testReport([testRecord({ query: "q1", engine })])));
      return path;
    });
    const document = join(folder, "figures.md");
    writeFileSync(document, "<!-- benchmark summary -->\n<!-- benchmark end -->\n");
    const report = join(folder, "report");
    expect(await reportCommand([...files, "--report", report, "--into", document])).toBe(0);
    for (const name of ["index.html", "report.md", "results.csv", "results.json"]) {
      expect([name, existsSync(join(report, name))]).toEqual([name, true]);
    }
    expect(readFileSync(document, "utf8")).toContain("| tpch | 1.00 | 1.00 | 1.00 |");
  });

  it("asks where to write", async () => {
    await expect(reportCommand([join(folder, "a.json")])).rejects.toThrow("Which files, and where to?");
  });
});

describe("bench micro", () => {
  it("writes records that compare can read", async () => {
    const json = join(folder, "micro.json");
    expect(await microCommand(["--cases", "spill.checksum", "--rounds", "2", "--time", "1", "--json", json])).toBe(0);
    expect(printed.at(-1)).toMatch(/^spill\.checksum .*bytes\/s {2}ok$/);
    const { header, records } = JSON.parse(readFileSync(json, "utf8"));
    expect(header.machine.cpus).toBeGreaterThan(0);
    expect(records).toMatchObject([{ suite: "micro", query: "spill.checksum", answer: "ok" }]);
    expect(records[0].warmSeconds).toHaveLength(2);
  });

  it("refuses cases that it does not have and numbers that are none", async () => {
    await expect(microCommand(["--cases", "nothing"])).rejects.toThrow('Unknown case: "nothing"');
    await expect(microCommand(["--rounds", "0"])).rejects.toThrow("--rounds is an integer above 0");
  });
});
