import type { DataType } from "@millrace/core";
import type { Node } from "../../assembler/node.ts";
import { i32 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import type { Scope } from "../scope.ts";

/** The parts of a converted value; `ok` is 0 where the value does not fit, null where it always does. */
export interface Conversion {
  readonly parts: readonly Node[];
  readonly ok: Node | null;
}

/** Converts a value to a type; undefined where there is no such conversion. Validity is the caller's. */
export type Converter = (scope: Scope, value: CompiledValue, to: DataType) => Conversion | undefined;

/** A conversion that fits always. */
export function total(...parts: Node[]): Conversion {
  return { parts, ok: null };
}

/** Both have to fit. */
export function bothOk(a: Node | null, b: Node | null): Node | null {
  if (a === null) return b;
  return b === null ? a : i32.and(a, b);
}

/** A conversion continued: `next` converts the parts of the first. */
export function continued(first: Conversion, next: Conversion | undefined): Conversion | undefined {
  return next === undefined ? undefined : { parts: next.parts, ok: bothOk(first.ok, next.ok) };
}
