import { Int32 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { daysKernel, timePart } from "./part.ts";

/** The definition of `dt.year`. */
export const year: ScalarFunction = timePart({
  name: "dt.year",
  sqlNames: ["year"],
  doc: "The calendar year.",
  result: Int32,
  example: 2024n,
  emit: daysKernel("date_year"),
});
