import type { ErrorSite } from "@millrace/compiler";
import { InternalEngineError, OutOfBoundsError, StrictCastError } from "@millrace/core";
import { CONTEXT_ERROR_ROW, CONTEXT_ERROR_SITE } from "../emit/context-layout.ts";
import type { SlotMemory } from "./slot-memory.ts";

/** The error that compiled code recorded in a slot's context block. */
export function rowError(memory: SlotMemory, sites: readonly ErrorSite[]): Error {
  const site = sites[memory.word(CONTEXT_ERROR_SITE) - 1];
  const row = memory.word(CONTEXT_ERROR_ROW);
  if (site === undefined) return new InternalEngineError("A stage failed without saying why");
  switch (site.kind) {
    case "cast":
    case "parse":
      return new StrictCastError("(see the row)", site.from, site.to, { expression: site.expression, row });
    case "outOfBounds":
      return new OutOfBoundsError(
        `Index out of bounds in ${site.expression}, row ${row} of its batch. Pass nullOnOob: true to get null instead`,
        { expression: site.expression, row },
      );
  }
}
