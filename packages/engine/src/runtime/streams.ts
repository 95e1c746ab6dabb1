import type { FrameData, Schema } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import type { ScanSource } from "@millrace/plan";

type StreamSource = Extract<ScanSource, { kind: "stream" }>;

interface RegisteredStream {
  readonly source: AsyncIterable<FrameData>;
  readonly schema: Schema;
}

const streams = new Map<number, RegisteredStream>();
let nextStream = 1;

/** Forgets a stream when no plan has its source any more. */
const forgotten = new FinalizationRegistry<number>((id) => streams.delete(id));

/** Keeps an async iterator of frames under a number, for as long as a plan has the source that is returned. */
export function registerStream(source: AsyncIterable<FrameData>, schema: Schema): StreamSource {
  const id = nextStream++;
  streams.set(id, { source, schema });
  const scanned: StreamSource = { kind: "stream", id, label: "iterator" };
  forgotten.register(scanned, id);
  return scanned;
}

/** The columns of a registered stream. */
export function streamSchema(id: number): Schema {
  return registered(id).schema;
}

/** The async iterators that one query reads: each is opened once, and closed with the query. */
export class OpenStreams {
  private readonly iterators = new Map<number, AsyncIterator<FrameData>>();
  /** Iterators that have been asked for a frame and have not answered. */
  private readonly busy = new Set<AsyncIterator<FrameData>>();

  /** The next frame that has rows, null at the end. */
  async next(id: number): Promise<FrameData | null> {
    let iterator = this.iterators.get(id);
    if (iterator === undefined) {
      iterator = registered(id).source[Symbol.asyncIterator]();
      this.iterators.set(id, iterator);
    }
    for (;;) {
      this.busy.add(iterator);
      const { done, value } = await iterator.next();
      this.busy.delete(iterator);
      if (done === true) {
        this.iterators.delete(id);
        return null;
      }
      if (value.numRows > 0) return value;
    }
  }

  /** Tells iterators that were not read to their end that nothing more is wanted. */
  async close(): Promise<void> {
    for (const iterator of this.iterators.values()) {
      const closed = iterator.return?.();
      // One that is still at work hears of it when it has done; nobody waits for that, nor for its errors.
      if (this.busy.has(iterator)) closed?.catch(() => {});
      else await closed;
    }
    this.iterators.clear();
  }
}

function registered(id: number): RegisteredStream {
  const stream = streams.get(id);
  if (stream === undefined) throw new InternalEngineError(`There is no stream ${id}`);
  return stream;
}
