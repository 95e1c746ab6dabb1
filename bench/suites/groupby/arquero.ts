import type { ArqueroForms } from "../../src/arquero/forms.ts";

const six = ["id1", "id2", "id3", "id4", "id5", "id6"] as const;

/** The ten questions with arquero's verbs. */
export const forms: ArqueroForms = {
  q1: async (read, { op }) => (await read("x", ["id1", "v1"])).groupby("id1").rollup({ v1: op["sum"]!("v1") }),
  q2: async (read, { op }) =>
    (await read("x", ["id1", "id2", "v1"])).groupby("id1", "id2").rollup({ v1: op["sum"]!("v1") }),
  q3: async (read, { op }) =>
    (await read("x", ["id3", "v1", "v3"])).groupby("id3").rollup({ v1: op["sum"]!("v1"), v3: op["mean"]!("v3") }),
  q4: async (read, { op }) =>
    (await read("x", ["id4", "v1", "v2", "v3"]))
      .groupby("id4")
      .rollup({ v1: op["mean"]!("v1"), v2: op["mean"]!("v2"), v3: op["mean"]!("v3") }),
  q5: async (read, { op }) =>
    (await read("x", ["id6", "v1", "v2", "v3"]))
      .groupby("id6")
      .rollup({ v1: op["sum"]!("v1"), v2: op["sum"]!("v2"), v3: op["sum"]!("v3") }),
  q6: async (read, { op }) =>
    (await read("x", ["id4", "id5", "v3"]))
      .groupby("id4", "id5")
      .rollup({ median_v3: op["median"]!("v3"), sd_v3: op["stdev"]!("v3") }),
  q7: async (read) =>
    (await read("x", ["id3", "v1", "v2"])).groupby("id3").rollup({ range_v1_v2: "d => op.max(d.v1) - op.min(d.v2)" }),
  q8: async (read, { desc }) =>
    (await read("x", ["id6", "v3"]))
      .groupby("id6")
      .orderby(desc("v3"))
      .filter("d => op.row_number() <= 2")
      .ungroup()
      .select("id6", "v3"),
  q9: async (read) =>
    (await read("x", ["id2", "id4", "v1", "v2"]))
      .groupby("id2", "id4")
      .rollup({ r2: "d => op.pow(op.corr(d.v1, d.v2), 2)" }),
  q10: async (read, { op }) =>
    (await read("x", [...six, "v3"])).groupby(...six).rollup({ v3: op["sum"]!("v3"), n: op["count"]!() }),
};
