import { compileExpr, f64, ModuleBuilder, only, typingOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { Field, Float64, Int32, Schema } from "@millrace/core";
import { catalog } from "@millrace/functions";
import type { LiteralValue } from "@millrace/plan";
import { CallExpr, ColumnExpr, LiteralExpr } from "@millrace/plan";
import { KernelMemory } from "../kernel-memory.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected } from "../micro-case.ts";
import { sequence } from "../sequence.ts";
import { VectorScope } from "./vector-scope.ts";

const NUM_ROWS = 16_384;
const FIRST_DAY = 8766;
const LAST_DAY = 9131;

/** The loop of TPC-H's query 6, its sum in plain doubles: price * discount where the day lies in a year. */
const types = { day: Int32, price: Float64, discount: Float64 } as const;
const schema = Schema(Object.entries(types).map(([name, type]) => Field(name, type, false)));
const day = ColumnExpr("day");
const inYear = CallExpr("and", [
  CallExpr("ge", [day, LiteralExpr(BigInt(FIRST_DAY), Int32)]),
  CallExpr("lt", [day, LiteralExpr(BigInt(LAST_DAY), Int32)]),
]);
const product = CallExpr("mul", [ColumnExpr("price"), ColumnExpr("discount")]);

/** The module with the function `sum(day, price, discount, rows)`. */
function emitLoop(literals: (value: LiteralValue, type: DataType) => number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const names = Object.keys(types) as (keyof typeof types)[];
  const params = [...names, "rows"].map((name) => ({ name, type: "i32" as const }));
  module.func(
    "sum",
    params,
    "f64",
    (f) => {
      const row = f.local("i32", "row");
      const total = f.local("f64", "total");
      const columns = Object.fromEntries(names.map((name) => [name, { type: types[name], data: f.param(name) }]));
      f.countLoop(row, f.param("rows"), () => {
        const scope = new VectorScope(module, f, row, columns, literals);
        const typing = typingOf(schema, catalog);
        f.if(only(compileExpr(inYear, scope, catalog, typing)), () => {
          f.set(total, f64.add(total, only(compileExpr(product, scope, catalog, typing))));
        });
      });
      f.return(total);
    },
    { exported: true },
  );
  return module.toBytes();
}

/** The compiler: its own time, and that of its code. */
export const loopCases: readonly MicroCase[] = [
  {
    name: "compiler.emit-loop",
    items: 1,
    unit: "modules",
    prepare: () => {
      let bytes = new Uint8Array();
      return {
        run: () => {
          bytes = emitLoop(() => 0);
        },
        check: () => expected("that the module is valid", WebAssembly.validate(bytes), true),
      };
    },
  },
  {
    name: "compiler.run-loop",
    items: NUM_ROWS,
    unit: "rows",
    prepare: () => {
      const memory = new KernelMemory(1 << 20);
      const next = sequence(8);
      const days = Int32Array.from({ length: NUM_ROWS }, () => 8000 + next(2500));
      const prices = Float64Array.from({ length: NUM_ROWS }, () => next(1e7) / 100);
      const discounts = Float64Array.from({ length: NUM_ROWS }, () => next(11) / 100);
      const at = [days, prices, discounts].map((values) => memory.place(new Uint8Array(values.buffer)));
      const bytes = emitLoop((value) => {
        const address = memory.allocate(8);
        memory.view.setInt32(address, Number(value), true);
        return address;
      });
      const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: memory.memory } });
      const loop = instance.exports["sum"] as (...args: number[]) => number;
      let sum = 0;
      return {
        run: () => {
          sum = loop(...at, NUM_ROWS);
        },
        check: () => {
          let wanted = 0;
          days.forEach((value, i) => {
            if (value >= FIRST_DAY && value < LAST_DAY) wanted += prices[i]! * discounts[i]!;
          });
          return expected("sum", sum, wanted);
        },
      };
    },
  },
];
