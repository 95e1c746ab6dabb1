import type { ScalarFunction } from "../../definition.ts";
import { smallPart, timeDivision, timePart } from "./part.ts";

/** The definition of `dt.minute`. */
export const minute: ScalarFunction = timePart({
  name: "dt.minute",
  sqlNames: ["minute"],
  doc: "The minute, 0 to 59.",
  result: smallPart,
  example: 0n,
  ofTime: true,
  emit: timeDivision(60_000_000n, 60),
});
