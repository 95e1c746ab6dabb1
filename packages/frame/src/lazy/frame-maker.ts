import type { FrameData } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import type { DataFrame } from "../data-frame.ts";

// A lazy frame's rows come as a DataFrame, and a DataFrame's verbs go through a lazy frame. Modules may not import one another
// in a circle, so the DataFrame's module leaves its constructor here.

let maker: ((data: FrameData) => DataFrame) | null = null;

/** Says how a DataFrame is made of the engine's result. */
export function setFrameMaker(make: (data: FrameData) => DataFrame): void {
  maker = make;
}

/** The DataFrame of the engine's result. */
export function makeDataFrame(data: FrameData): DataFrame {
  if (maker === null) throw new InternalEngineError("the DataFrame module is not loaded");
  return maker(data);
}
