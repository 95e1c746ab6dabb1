import type { Suite } from "../src/suite.ts";

const loaders = {
  headline: async () => (await import("./headline/suite.ts")).suite,
  vitals: async () => (await import("./vitals/suite.ts")).suite,
  groupby: async () => (await import("./groupby/suite.ts")).suite,
  "groupby-highcard": async () => (await import("./groupby-highcard/suite.ts")).suite,
  join: async () => (await import("./join/suite.ts")).suite,
  tpch: async () => (await import("./tpch/suite.ts")).suite,
  sort: async () => (await import("./sort/suite.ts")).suite,
  csv: async () => (await import("./csv/suite.ts")).suite,
  formats: async () => (await import("./formats/suite.ts")).suite,
  memory: async () => (await import("./memory/suite.ts")).suite,
  scaling: async () => (await import("./scaling/suite.ts")).suite,
  start: async () => (await import("./start/suite.ts")).suite,
} satisfies Record<string, () => Promise<Suite>>;

/** The names of all suites. */
export const suiteNames: readonly string[] = Object.keys(loaders);

/** Loads a suite by name; throws with the names there are. */
export function loadSuite(name: string): Promise<Suite> {
  if (!Object.hasOwn(loaders, name)) {
    throw new Error(`Unknown suite: "${name}". Suites: ${suiteNames.join(", ")}.`);
  }
  return loaders[name as keyof typeof loaders]();
}
