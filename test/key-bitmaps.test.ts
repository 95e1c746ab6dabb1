import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setEngineTuning } from "@millrace/engine";
import { DataFrame, Int64, scanParquet } from "millrace";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { itByDefault } from "./support/hostile-skips.ts";

const MIB = 1024 * 1024;
const NUM_ROWS = 70_000;
/** The keys are so far apart that a bit for each possible one makes 4 MiB. */
const STEP = 470n;

let folder: string;
let path: string;
const rows = Array.from({ length: NUM_ROWS }, (_, i) => i);
const probe = DataFrame({ id: rows.map((i) => BigInt(i) * STEP * 2n) }, { schema: { id: Int64 } }).lazy();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "key-bitmaps-"));
  path = join(folder, "keys.parquet");
  const ids = rows.map((i) => BigInt(i) * STEP);
  await DataFrame({ id: ids, other: ids }, { schema: { id: Int64, other: Int64 } }).writeParquet(path);
});

afterAll(() => {
  setEngineTuning({});
  rmSync(folder, { recursive: true, force: true });
});

describe("bitmaps of keys", () => {
  itByDefault("of semi joins are held as long as they are a small part of the state, then rows are", async () => {
    const keys = scanParquet(path);
    const query = probe
      .join(keys.select("id"), { on: "id", how: "semi" })
      .join(keys.select("other"), { leftOn: "id", rightOn: "other", how: "semi" });
    const kinds: string[][] = [];
    for (const stateLimit of [100 * MIB, 40 * MIB, 20 * MIB]) {
      setEngineTuning({ stateLimit });
      const { data, profile } = await query.profile({ threads: 1 });
      expect(data.height).toBe(NUM_ROWS / 2);
      kinds.push(profile.pipelines.slice(0, -1).map(({ sink }) => sink));
    }
    expect(kinds[0]).toEqual(["keys", "keys"]);
    expect(kinds[1]!.toSorted()).toEqual(["build", "keys"]);
    expect(kinds[2]).toEqual(["build", "build"]);
  });

  itByDefault("of inner joins are made where they are a small part of the state", async () => {
    const few = DataFrame({
      id: rows.slice(0, 20_000).map((i) => BigInt(i) * 1_600n),
      n: rows.slice(0, 20_000),
    }).lazy();
    const query = probe.join(few, { on: "id" });
    const peaks: number[] = [];
    for (const stateLimit of [33 * MIB, 31 * MIB]) {
      setEngineTuning({ stateLimit });
      const { data, profile } = await query.profile({ threads: 1 });
      expect(data.height).toBe(426);
      peaks.push(profile.peakMemoryBytes);
    }
    expect(peaks[0]! - peaks[1]!).toBeGreaterThan(MIB);
  });
});
