import type { EagerForms } from "../../src/eager/forms.ts";
import type { Aggregate, Table } from "../../src/eager/table.ts";
import {
  count,
  groupBy,
  height,
  max,
  mean,
  median,
  min,
  rowsByKey,
  squaredCorrelation,
  std,
  sum,
  take,
} from "../../src/eager/table.ts";

const six = ["id1", "id2", "id3", "id4", "id5", "id6"] as const;

type Aggregates = Readonly<Record<string, Aggregate>>;

function question(keys: readonly string[], inputs: readonly string[], aggregates: Aggregates): EagerForms[string] {
  return async (read) => groupBy(await read("x", [...keys, ...inputs]), keys, aggregates);
}

function largestTwo(x: Table): Table {
  const values = x["v3"] as readonly number[];
  const rows = [...rowsByKey(x, ["id6"]).values()].flatMap((group) =>
    group.sort((a, b) => values[b]! - values[a]!).slice(0, 2),
  );
  const { id6, v3 } = take(x, rows);
  return { id6: id6!, largest2_v3: v3! };
}

/** The ten questions over arrays. */
export const forms: EagerForms = {
  q1: question(["id1"], ["v1"], { v1: sum("v1") }),
  q2: question(["id1", "id2"], ["v1"], { v1: sum("v1") }),
  q3: question(["id3"], ["v1", "v3"], { v1: sum("v1"), v3: mean("v3") }),
  q4: question(["id4"], ["v1", "v2", "v3"], { v1: mean("v1"), v2: mean("v2"), v3: mean("v3") }),
  q5: question(["id6"], ["v1", "v2", "v3"], { v1: sum("v1"), v2: sum("v2"), v3: sum("v3") }),
  q6: question(["id4", "id5"], ["v3"], { median_v3: median("v3"), sd_v3: std("v3") }),
  q7: async (read) => {
    const ends = groupBy(await read("x", ["id3", "v1", "v2"]), ["id3"], { highest: max("v1"), lowest: min("v2") });
    const range = Array.from({ length: height(ends) }, (_, row) => {
      return (ends["highest"]![row] as number) - (ends["lowest"]![row] as number);
    });
    return { id3: ends["id3"]!, range_v1_v2: range };
  },
  q8: async (read) => largestTwo(await read("x", ["id6", "v3"])),
  q9: question(["id2", "id4"], ["v1", "v2"], { r2: squaredCorrelation("v1", "v2") }),
  q10: question(six, ["v3"], { v3: sum("v3"), n: count() }),
};
