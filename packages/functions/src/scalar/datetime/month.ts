import type { ScalarFunction } from "../../definition.ts";
import { daysKernel, smallPart, timePart } from "./part.ts";

/** The definition of `dt.month`. */
export const month: ScalarFunction = timePart({
  name: "dt.month",
  sqlNames: ["month"],
  doc: "The month, 1 to 12.",
  result: smallPart,
  example: 2n,
  emit: daysKernel("date_month"),
});
