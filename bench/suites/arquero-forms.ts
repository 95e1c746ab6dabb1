import type { ArqueroForms } from "../src/arquero/forms.ts";

const loaders: Readonly<Record<string, () => Promise<{ readonly forms: ArqueroForms }>>> = {
  vitals: () => import("./vitals/arquero.ts"),
  headline: () => import("./vitals/arquero.ts"),
  groupby: () => import("./groupby/arquero.ts"),
  join: () => import("./join/arquero.ts"),
  csv: () => import("./csv/arquero.ts"),
};

/** A suite's queries for arquero; none where nobody has written them. */
export async function loadArqueroForms(suite: string): Promise<ArqueroForms> {
  return (await loaders[suite]?.())?.forms ?? {};
}
