import type { MillraceError } from "@millrace/core";
import { OutOfBoundsError, StrictCastError } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import type { ErrorSite } from "../expression/scope.ts";

/** The error that a user sees for a row that failed at a site; `value` is the value that did not fit, null if unknown. */
export function errorOfSite(site: ErrorSite, row: number | null, value: LiteralValue): MillraceError {
  const text = value === null ? "" : String(value);
  if (site.kind === "outOfBounds") {
    return new OutOfBoundsError(
      `Index out of bounds: ${text} in ${site.expression}. Pass { nullOnOob: true } to get null instead`,
      { index: text, expression: site.expression, row },
    );
  }
  const { expression, format } = site;
  const at = { expression, ...(row === null ? {} : { row }), ...(format === undefined ? {} : { format }) };
  return new StrictCastError(text, site.from, site.to, at);
}
