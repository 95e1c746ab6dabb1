import { Date as DateType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { daysOf, timePart } from "./part.ts";

/** The definition of `dt.date`. */
export const date: ScalarFunction = timePart({
  name: "dt.date",
  sqlNames: [],
  doc: "The date without the time.",
  result: DateType,
  example: 19782n,
  emit: daysOf,
});
