import type {} from "@millrace/kernels";
import { describe, expect, it } from "vitest";
import { keepCells } from "./cells.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { ModuleBuilder } from "./module-builder.ts";
import type { Local } from "./node.ts";
import { i32, i64 } from "./opcodes.ts";

/** Adds 0, 1 … count - 1 to an i64 at `at + 8`, counts the odd ones in an i32 at `at + 16`; `more` may use the base further. */
function counting(more: (f: FunctionBuilder, at: Local) => void = () => {}): ModuleBuilder {
  const module = new ModuleBuilder();
  const parameters = [
    { name: "at", type: "i32" },
    { name: "count", type: "i32" },
  ] as const;
  module.func(
    "count",
    parameters,
    "i32",
    (f) => {
      const at = f.param("at");
      const row = f.local("i32", "row");
      f.countLoop(row, f.param("count"), () => {
        f.store("i64", at, i64.add(i64.load(at, 8), i64.extendI32U(row)), 8);
        f.if(i32.and(row, i32.const(1)), () => f.store("i32", at, i32.add(i32.load(at, 16), i32.const(1)), 16));
        more(f, at);
      });
      f.return(row);
      keepCells(f, at);
    },
    { exported: true },
  );
  return module;
}

function run(module: ModuleBuilder): { readonly result: unknown; readonly sum: bigint; readonly odd: number } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const view = new DataView(memory.buffer);
  view.setBigInt64(72, 100n, true);
  view.setInt32(80, 7, true);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } });
  const result = (instance.exports["count"] as (at: number, count: number) => number)(64, 10);
  return { result, sum: view.getBigInt64(72, true), odd: view.getInt32(80, true) };
}

describe("keepCells", () => {
  it("keeps values at a base in locals and stores them at the end", () => {
    const module = counting();
    expect(run(module)).toEqual({ result: 10, sum: 145n, odd: 12 });
    const text = module.toText();
    expect(text.match(/\.load offset=/g)).toHaveLength(2);
    expect(text.match(/\.store offset=/g)).toHaveLength(2);
    expect(text.indexOf("(loop")).toBeLessThan(text.indexOf(".store"));
  });

  it.each([
    ["where the base is a number as well", (f: FunctionBuilder, at: Local) => f.drop(i32.add(at, at))],
    ["where a part of a value is stored", (f: FunctionBuilder, at: Local) => f.store("i8", at, i32.const(0), 24)],
    ["where values overlap", (f: FunctionBuilder, at: Local) => f.drop(i32.load(at, 12))],
  ])("changes nothing %s", (_, more) => {
    const module = counting(more);
    expect(run(module)).toEqual({ result: 10, sum: 145n, odd: 12 });
    expect(module.toText().indexOf(".store")).toBeLessThan(module.toText().lastIndexOf("br $"));
  });
});
