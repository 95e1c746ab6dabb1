import type { ScalarFunction } from "../../definition.ts";
import { smallPart, timeDivision, timePart } from "./part.ts";

/** The definition of `dt.second`. */
export const second: ScalarFunction = timePart({
  name: "dt.second",
  sqlNames: ["second"],
  doc: "The second, 0 to 59.",
  result: smallPart,
  example: 5n,
  ofTime: true,
  emit: timeDivision(1_000_000n, 60),
});
