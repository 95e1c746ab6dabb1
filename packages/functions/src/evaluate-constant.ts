import type { KernelLibrary } from "@millrace/compiler";
import { constantEvaluator } from "@millrace/compiler";
import type { ConstantEvaluator } from "@millrace/plan";
import { catalog } from "./catalog.ts";

/** Evaluates constants of plans with these functions; `kernels` is asked once, at the first constant. */
export function evaluateConstant(kernels: () => KernelLibrary): ConstantEvaluator {
  return constantEvaluator(catalog, kernels);
}
