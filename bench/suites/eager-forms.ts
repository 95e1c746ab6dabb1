import type { EagerForms } from "../src/eager/forms.ts";

const loaders: Readonly<Record<string, () => Promise<{ readonly forms: EagerForms }>>> = {
  vitals: () => import("./vitals/eager.ts"),
  headline: () => import("./vitals/eager.ts"),
  groupby: () => import("./groupby/eager.ts"),
  join: () => import("./join/eager.ts"),
  csv: () => import("./csv/eager.ts"),
  formats: () => import("./formats/eager.ts"),
};

/** A suite's queries in the eager way; none where nobody has written them. */
export async function loadEagerForms(suite: string): Promise<EagerForms> {
  return (await loaders[suite]?.())?.forms ?? {};
}
