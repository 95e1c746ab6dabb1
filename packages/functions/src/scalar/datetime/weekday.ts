import { i32 } from "@millrace/compiler";
import type { ScalarFunction } from "../../definition.ts";
import { daysOf, smallPart, timePart } from "./part.ts";

/** A multiple of 7 above every day number's magnitude: makes the dividend positive. */
const WEEKS = 7 * 306_783_379;
/** 1970-01-01 was a Thursday, the fourth day after a Sunday. */
const THURSDAY = 3;

/** The definition of `dt.weekday`. */
export const weekday: ScalarFunction = timePart({
  name: "dt.weekday",
  sqlNames: ["isodow"],
  doc: "The day of the week, 1 (Monday) to 7 (Sunday).",
  result: smallPart,
  example: 4n,
  emit(scope, value) {
    // Unsigned: days + WEEKS lies between 0 and 2^32 for every day number.
    const shifted = i32.add(daysOf(scope, value), i32.const(WEEKS + THURSDAY));
    return i32.add(i32.remU(shifted, i32.const(7)), i32.const(1));
  },
});
