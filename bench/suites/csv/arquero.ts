import type { ArqueroForms } from "../../src/arquero/forms.ts";

/** The questions with arquero's verbs. */
export const forms: ArqueroForms = {
  q1: async (read, { op }) =>
    (await read("x")).rollup({
      id1: op["max"]!("id1"),
      id2: op["min"]!("id2"),
      id3: op["max"]!("id3"),
      id4: op["sum"]!("id4"),
      id5: op["sum"]!("id5"),
      id6: op["sum"]!("id6"),
      v1: op["sum"]!("v1"),
      v2: op["sum"]!("v2"),
      v3: op["sum"]!("v3"),
    }),
  q2: async (read, { op }) => (await read("x")).groupby("id6").rollup({ v3: op["sum"]!("v3") }),
  q3: async (read, { op }) => (await read("x")).rollup({ n: op["count"]!() }),
};
