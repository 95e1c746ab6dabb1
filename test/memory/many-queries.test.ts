import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("gives memory, files and listeners back after queries of all sizes, failing ones too [DIA-15]", () => {
  const script = join(import.meta.dirname, "many-queries.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--queries", "24"], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
}, 120_000);
