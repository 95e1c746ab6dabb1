import { loopCases } from "./compiler/loop-cases.ts";
import { queryCases } from "./compiler/query-cases.ts";
import { csvCases } from "./kernels/csv-cases.ts";
import { decodeCases } from "./kernels/decode-cases.ts";
import { numberCases } from "./kernels/number-cases.ts";
import { rowCases } from "./kernels/row-cases.ts";
import { spillCases } from "./kernels/spill-cases.ts";
import type { MicroCase } from "./micro-case.ts";

const microCases: readonly MicroCase[] = [
  ...csvCases,
  ...numberCases,
  ...decodeCases,
  ...rowCases,
  ...spillCases,
  ...loopCases,
  ...queryCases,
];

/** The cases of these names, or whose names begin with one of them and a dot; all for null. Throws with the names there are. */
export function microCasesNamed(names: readonly string[] | null): readonly MicroCase[] {
  if (names === null) return microCases;
  const matches = (name: string) => (micro: MicroCase) => micro.name === name || micro.name.startsWith(`${name}.`);
  const unknown = names.find((name) => !microCases.some(matches(name)));
  if (unknown !== undefined) {
    throw new Error(`Unknown case: "${unknown}". Cases: ${microCases.map(({ name }) => name).join(", ")}.`);
  }
  return microCases.filter((micro) => names.some((name) => matches(name)(micro)));
}
