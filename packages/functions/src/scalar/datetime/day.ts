import type { ScalarFunction } from "../../definition.ts";
import { daysKernel, smallPart, timePart } from "./part.ts";

/** The definition of `dt.day`. */
export const day: ScalarFunction = timePart({
  name: "dt.day",
  sqlNames: ["day"],
  doc: "The day of the month, 1 to 31.",
  result: smallPart,
  example: 29n,
  emit: daysKernel("date_day"),
});
