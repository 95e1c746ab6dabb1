import type {} from "@millrace/kernels";
import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./module-builder.ts";
import { f64, i32, i64, v128 } from "./opcodes.ts";

function memory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
}

function instantiate(
  module: ModuleBuilder,
  imports: Record<string, WebAssembly.ImportValue> = {},
  mem = memory(),
): Record<string, (...args: number[]) => number | bigint> {
  const compiled = new WebAssembly.Module(module.toBytes());
  return new WebAssembly.Instance(compiled, { env: { memory: mem }, kernels: imports }).exports as Record<
    string,
    (...args: number[]) => number | bigint
  >;
}

/** Sums the i32 values at `data` that are greater than a bound. */
function sumModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  module.func(
    "sum",
    [
      { name: "data", type: "i32" },
      { name: "count", type: "i32" },
      { name: "bound", type: "i32" },
    ],
    "i64",
    (f) => {
      const row = f.local("i32", "row");
      const total = f.local("i64", "total");
      f.countLoop(row, f.param("count"), () => {
        const value = f.memo(i32.load(i32.add(f.param("data"), i32.shl(row, i32.const(2)))), "value");
        f.comment("rows above the bound");
        f.if(i32.gtS(value, f.param("bound")), () => f.set(total, i64.add(total, i64.extendI32S(value))));
      });
      f.return(total);
    },
    { exported: true },
  );
  return module;
}

describe("ModuleBuilder", () => {
  it("runs a loop over memory", () => {
    const mem = memory();
    new Int32Array(mem.buffer, 64, 4).set([5, -3, 100, 7]);
    expect(instantiate(sumModule(), {}, mem).sum!(64, 4, 5)).toBe(107n);
  });

  it("prints the text format with names and comments", () => {
    expect(sumModule().toText()).toMatchInlineSnapshot(`
      "(module
        (import "env" "memory" (memory 0 65536 shared))
        (func $sum (export "sum") (param $data i32) (param $count i32) (param $bound i32) (result i64)
          (local $row i32)
          (local $total i64)
          (local $value i32)
          (block $done
            (loop $next
              (br_if $done (i32.ge_u (local.get $row) (local.get $count)))
              (local.set $value (i32.load (i32.add (local.get $data) (i32.shl (local.get $row) (i32.const 2)))))
              ;; rows above the bound
              (if (i32.gt_s (local.get $value) (local.get $bound))
                (then
                  (local.set $total (i64.add (local.get $total) (i64.extend_i32_s (local.get $value))))
                )
              )
              (local.set $row (i32.add (local.get $row) (i32.const 1)))
              (br $next)
            )
          )
          (return (local.get $total))
          (unreachable)
        )
      )
      "
    `);
  });

  it("encodes constants of every size", () => {
    const values = [0n, 1n, -1n, 63n, 64n, -64n, -65n, 2n ** 31n, -(2n ** 31n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];
    const numbers = [0, 63, 64, -64, -65, 127, 128, 2 ** 31 - 1, -(2 ** 31), 0xffffffff];
    const floats = [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 5e-324];
    const module = new ModuleBuilder();
    values.forEach((v, i) => {
      module.func(`l${i}`, [], "i64", (f) => f.return(i64.const(v)), { exported: true });
    });
    numbers.forEach((v, i) => {
      module.func(`n${i}`, [], "i32", (f) => f.return(i32.const(v)), { exported: true });
    });
    floats.forEach((v, i) => {
      module.func(`f${i}`, [], "f64", (f) => f.return(f64.const(v)), { exported: true });
    });
    const exports = instantiate(module);
    values.forEach((v, i) => {
      expect(exports[`l${i}`]!()).toBe(v);
    });
    numbers.forEach((v, i) => {
      expect(exports[`n${i}`]!()).toBe(v | 0);
    });
    floats.forEach((v, i) => {
      expect(exports[`f${i}`]!()).toBe(v);
    });
  });

  it("calls imports and its own functions, branches and returns early", () => {
    const module = new ModuleBuilder();
    const twice = module.importFunction("kernels", "twice", ["i32"], "i32");
    expect(module.importFunction("kernels", "twice", ["i32"], "i32")).toBe(twice);
    const add = module.func("plusOne", [{ name: "a", type: "i32" }], "i32", (f) =>
      f.return(i32.add(f.param("a"), i32.const(1))),
    );
    module.func(
      "run",
      [{ name: "a", type: "i32" }],
      "i32",
      (f) => {
        f.block((out) => {
          f.brIf(out, i32.ltS(f.param("a"), i32.const(10)));
          f.return(f.callNode(twice, [f.param("a")]));
        });
        f.return(f.callNode(add, [f.param("a")]));
      },
      { exported: true },
    );
    const { run } = instantiate(module, { twice: (a: number) => 2 * a });
    expect([run!(3), run!(30)]).toEqual([4, 60]);
  });

  it("has the few vector instructions", () => {
    const mem = memory();
    new Uint8Array(mem.buffer, 32, 16).set([1, 2, 7, 4, 7]);
    const module = new ModuleBuilder();
    const build = module.func(
      "find",
      [{ name: "byte", type: "i32" }],
      "i32",
      (f) => f.return(v128.bitmaskI8(v128.eqI8(v128.load(i32.const(32)), v128.splatI8(f.param("byte"))))),
      { exported: true },
    );
    expect(build.name).toBe("find");
    expect(instantiate(module, {}, mem).find!(7)).toBe(0b10100);
  });

  it("refuses operands of a wrong type", () => {
    expect(() => i32.add(i32.const(1), i64.const(1n))).toThrow("Operand 1 of i32.add must be i32, not i64");
  });

  it("hoists a node out of a loop, once", () => {
    const module = new ModuleBuilder();
    module.func(
      "f",
      [{ name: "n", type: "i32" }],
      "i32",
      (f) => {
        const total = f.local("i32", "total");
        f.countLoop(f.local("i32", "row"), f.param("n"), () => {
          const square = f.hoist(i32.mul(f.param("n"), f.param("n")), "square");
          expect(f.hoist(i32.mul(f.param("n"), f.param("n")), "square")).toBe(square);
          f.set(total, i32.add(total, square));
        });
        f.return(total);
      },
      { exported: true },
    );
    expect(instantiate(module).f!(3)).toBe(27);
    expect(module.toText().indexOf("local.set $square")).toBeLessThan(module.toText().indexOf("loop"));
  });

  it("knows which positions enclose the present one", () => {
    const module = new ModuleBuilder();
    module.func("f", [], "void", (f) => {
      const outer = f.position;
      let inner = outer;
      f.if(i32.const(1), () => {
        inner = f.position;
        expect(f.isOpen(outer) && f.isOpen(inner)).toBe(true);
      });
      expect(f.isOpen(inner)).toBe(false);
    });
  });
});

it("names thousands of locals alike in no time", { timeout: 5000 }, () => {
  const module = new ModuleBuilder();
  const names = new Set<string>();
  module.func("wide", [], "void", (f) => {
    for (let i = 0; i < 40_000; i++) names.add(f.local("i32", "value").name);
  });
  expect(names.size).toBe(40_000);
});
