import type { Suite } from "../../src/suite.ts";
import { vitalsData } from "../vitals/data.ts";
import { suite as vitals } from "../vitals/suite.ts";

/** The one query that is shown first: vitals of a year from CSV, their mean by patient. */
export const suite: Suite = {
  name: "headline",
  title: "Mean heart rate by patient, from CSV",
  size: { option: "rows", default: 12_000_000 },
  formsOf: "vitals",
  data: async (rows, folder) => {
    const { tables, seeds } = await vitalsData(rows, folder);
    return { tables: tables.filter(({ name }) => name === "vitals_csv"), seeds };
  },
  queries: vitals.queries.filter(({ name }) => name === "mean-csv"),
};
