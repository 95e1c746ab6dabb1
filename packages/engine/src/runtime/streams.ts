import { type FrameData, InternalEngineError, type Schema } from "@millrace/core";

interface RegisteredStream {
  readonly source: AsyncIterable<FrameData>;
  readonly schema: Schema;
}

const streams = new Map<number, RegisteredStream>();
let nextStream = 1;

/** Keeps an async iterator of frames under a number, by which a scan names it. */
export function registerStream(source: AsyncIterable<FrameData>, schema: Schema): number {
  const id = nextStream++;
  streams.set(id, { source, schema });
  return id;
}

/** The columns of a registered stream. */
export function streamSchema(id: number): Schema {
  return registered(id).schema;
}

/** The frames of a registered stream. */
export function openStream(id: number): AsyncIterable<FrameData> {
  return registered(id).source;
}

function registered(id: number): RegisteredStream {
  const stream = streams.get(id);
  if (stream === undefined) throw new InternalEngineError(`There is no stream ${id}`);
  return stream;
}
