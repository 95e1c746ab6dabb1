import { join } from "node:path";

/** The root of the repository. */
export const root: string = join(import.meta.dirname, "../..");

/** Everything that the benchmarks keep between runs: tools, data, answers, bundles. */
export const benchCache: string = join(root, ".cache/bench");
