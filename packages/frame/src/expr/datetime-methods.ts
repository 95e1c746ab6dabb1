import type { FunctionOptions } from "@millrace/plan";
import type { Expr } from "./expr.ts";

/** Functions of dates and times, as `col("ts").dt`. Null of null throughout. */
export class DatetimeMethods {
  readonly #call: (name: string, options?: FunctionOptions) => Expr;

  constructor(call: (name: string, options?: FunctionOptions) => Expr) {
    this.#call = call;
  }

  /** The year. */
  year(): Expr {
    return this.#call("dt.year");
  }

  /** The month, 1 to 12. */
  month(): Expr {
    return this.#call("dt.month");
  }

  /** The day of the month, 1 to 31. */
  day(): Expr {
    return this.#call("dt.day");
  }

  /** The hour, 0 to 23. */
  hour(): Expr {
    return this.#call("dt.hour");
  }

  /** The minute, 0 to 59. */
  minute(): Expr {
    return this.#call("dt.minute");
  }

  /** The second, 0 to 59. */
  second(): Expr {
    return this.#call("dt.second");
  }

  /** The day alone, as a Date. */
  date(): Expr {
    return this.#call("dt.date");
  }

  /** The day of the week: 1 is Monday, 7 Sunday. */
  weekday(): Expr {
    return this.#call("dt.weekday");
  }

  /** The begin of the period that holds the moment: a count and a unit, "15m", "1h", "1d", "1w" (from Monday), "1mo", "1q", "1y". */
  truncate(every: string): Expr {
    return this.#call("dt.truncate", { every });
  }
}
