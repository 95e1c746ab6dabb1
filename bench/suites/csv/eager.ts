import type { EagerForms } from "../../src/eager/forms.ts";
import type { Table } from "../../src/eager/table.ts";
import { groupBy, height, max, min, sum } from "../../src/eager/table.ts";

function everyColumn(x: Table): Table {
  const rows = Array.from({ length: height(x) }, (_, row) => row);
  const aggregates = { id1: max, id2: min, id3: max, id4: sum, id5: sum, id6: sum, v1: sum, v2: sum, v3: sum };
  return Object.fromEntries(Object.entries(aggregates).map(([name, of]) => [name, [of(name)(x, rows)]]));
}

/** The questions over arrays. */
export const forms: EagerForms = {
  q1: async (read) => everyColumn(await read("x")),
  q2: async (read) => groupBy(await read("x"), ["id6"], { v3: sum("v3") }),
  q3: async (read) => ({ n: [height(await read("x"))] }),
};
