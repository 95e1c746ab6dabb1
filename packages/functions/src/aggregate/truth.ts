import { i32, only, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { checkCount, mismatch } from "../resolve.ts";
import { whereValid } from "./numbers.ts";
import { field, StateAt } from "./state.ts";

const fields = [field("found", "bool")];

/** The definition of `any` or `all`: whether a true, or no false, was found. */
export function truth(name: "any" | "all", sqlName: string, doc: string): AggregateFunction {
  const wanted = name === "any";
  return {
    name,
    sqlNames: [sqlName],
    doc,
    example: { type: BooleanType, values: [true, null, false], result: wanted },
    properties: aggregateProperties,
    orderSensitive: false,
    holistic: false,
    resolve(args) {
      checkCount(name, args, 1);
      const { type } = args[0]!;
      if (type.kind !== "boolean" && type.kind !== "null") mismatch(name, args);
      return { argTypes: [BooleanType], result: BooleanType, nullable: false };
    },
    state: () => fields,
    update({ f }, state, [value]) {
      const at = new StateAt(state, fields);
      whereValid(f, value!, () => {
        const found = wanted ? only(value!) : i32.eqz(only(value!));
        f.store("i8", state, i32.or(at.load("found"), found), at.offset("found"));
      });
    },
    merge({ f }, into, from) {
      const [a, b] = [new StateAt(into, fields), new StateAt(from, fields)];
      f.store("i8", into, i32.or(a.load("found"), b.load("found")), a.offset("found"));
    },
    finish(_scope, state) {
      const found = new StateAt(state, fields).load("found");
      return valueOf(BooleanType, [wanted ? found : i32.eqz(found)]);
    },
  };
}
