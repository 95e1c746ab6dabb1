import type { ScalarFunction } from "../../definition.ts";
import { smallPart, timeDivision, timePart } from "./part.ts";

/** The definition of `dt.hour`. */
export const hour: ScalarFunction = timePart({
  name: "dt.hour",
  sqlNames: ["hour"],
  doc: "The hour, 0 to 23.",
  result: smallPart,
  example: 12n,
  ofTime: true,
  emit: timeDivision(3_600_000_000n, 24),
});
