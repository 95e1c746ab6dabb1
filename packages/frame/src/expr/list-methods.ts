import type { Expr } from "./expr.ts";
import { methodFlag } from "./method-flag.ts";
import type { MakeCall } from "./string-methods.ts";

/** Functions of lists, as `col("parts").list`. */
export class ListMethods {
  readonly #call: MakeCall;

  constructor(call: MakeCall) {
    this.#call = call;
  }

  /**
   * The element at a position, from the end where it is negative. Beyond the list it throws an OutOfBoundsError, or is null
   * with `nullOnOob: true`.
   *
   * @example col("device_id").str.split("-").list.get(1)
   */
  get(index: number | Expr, options: { readonly nullOnOob?: boolean | undefined } = {}): Expr {
    return this.#call("list.get", [index], { nullOnOob: methodFlag("list.get", options, "nullOnOob", false) });
  }
}
