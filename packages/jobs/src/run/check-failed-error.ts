import { UserError } from "@millrace/core";

/** What became of a check. */
export interface CheckOutcome {
  /** Its place in the config; "rows" for the check that every job has. */
  readonly check: string;
  readonly ok: boolean;
  /** What was found. */
  readonly message: string;
}

/** Checks that did not hold; nothing was published. */
export class CheckFailedError extends UserError<{ readonly outcomes: readonly CheckOutcome[] }> {
  constructor(outcomes: readonly CheckOutcome[]) {
    const failed = outcomes.filter(({ ok }) => !ok).map(({ check, message }) => `${check}: ${message}`);
    super(
      "CHECK_FAILED",
      `${failed.length === 1 ? "A check" : `${failed.length} checks`} failed: ${failed.join("; ")}`,
      {
        outcomes: [...outcomes],
      },
    );
  }
}
