import { UserError } from "@millrace/core";

/** One fault of a config. `line` counts from 1; null where the value does not come from a file. */
export interface ConfigIssue {
  /** As in `transforms[1].aggregations[0].function`; empty for the config as a whole. */
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
}

/** A config that cannot be run, with every fault that was found; nothing has been read but schemas. */
export class ConfigError extends UserError<{
  readonly source: string;
  readonly issues: readonly ConfigIssue[];
}> {
  constructor(source: string, issues: readonly ConfigIssue[]) {
    const count = issues.length === 1 ? "1 error" : `${issues.length} errors`;
    super("INVALID_CONFIG", `The config has ${count}: ${source}\n${issues.map(issueText).join("\n")}`, {
      source,
      issues: [...issues],
    });
  }
}

function issueText({ path, line, message }: ConfigIssue): string {
  const at = line === null ? "" : ` (line ${line})`;
  return path === "" ? `  ${message}${at}` : `  ${path}: ${message}${at}`;
}
