import { DiskFullError } from "@millrace/core";
import { localFiles } from "@millrace/storage";
import { expect, test } from "vitest";
import { SlotTable } from "./slot-table.ts";

test("the first error of a slot is kept where closing it fails too", () => {
  const table = new SlotTable(localFiles);
  const [first, second] = [new DiskFullError("/tmp", "ENOSPC"), new Error("EIO")];
  const run = {
    close(): void {
      throw second;
    },
  };
  const steps = {
    next(): void {
      throw first;
    },
  };
  const open = { run, steps, stop: () => false, reported: { rowsIn: 0, rowsOut: 0, spilled: 0 } };
  (table["runs"] as Map<string, unknown>).set("slot", open);
  const request = { kind: "run", key: "slot", open: null, milliseconds: 20, windowBytes: 1 } as const;
  expect(() => table.run(request as unknown as Parameters<SlotTable["run"]>[0])).toThrow(first);
  expect(first.cause).toBe(second);
});
