import { didYouMean, InvalidPlanError } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";

/** Throws an InvalidPlanError that names the nearest functions. */
export function unknownFunction(name: string, catalog: FunctionCatalog): never {
  throw new InvalidPlanError(`Function not found: "${name}".${didYouMean(name, catalog.names(), "functions")}`);
}
