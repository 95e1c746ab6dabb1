import manifest from "../package.json" with { type: "json" };

/** The version of millrace. */
export const version: string = manifest.version;
