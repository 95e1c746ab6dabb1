import type { DataType, FrameData } from "@millrace/core";
import { Field, InvalidArgumentError, Schema, sameSchema, schemaText, TypeMismatchError } from "@millrace/core";
import { ScanNode } from "@millrace/plan";
import type { DataFrame } from "../data-frame.ts";
import { TableFrame } from "../data-frame.ts";
import type { RecordInput } from "../eager/from-data.ts";
import { frameFromInput } from "../eager/from-data.ts";
import { enginePort } from "../engine-port.ts";
import { LazyFrame } from "../lazy-frame.ts";

/** A query over a frame in memory; nothing is copied. The same as `frame.lazy()`. */
export function scanFrame(frame: DataFrame): LazyFrame {
  if (!(frame instanceof TableFrame)) throw new InvalidArgumentError("scanFrame takes a DataFrame");
  return frame.lazy();
}

/** A batch of a stream: a frame, or rows as objects. */
export type StreamBatch = DataFrame | readonly RecordInput[];

type Batches = AsyncIterable<StreamBatch> | Iterable<StreamBatch>;

/**
 * A query over batches that arrive one after another, taken no faster than the query works. Every batch has the columns of the
 * schema. An iterable (a list, an object with a method [Symbol.asyncIterator]) is asked for a new iterator by each query; a
 * generator or another iterator is read once, and a second query of it throws an InvalidArgumentError. Within one query it may
 * stand in several places: its rows are kept for them.
 *
 * @example scanIterator(batchesFromDatabase(), { id: Int64, name: String })
 */
export function scanIterator(batches: Batches, schema: { readonly [column: string]: DataType } | Schema): LazyFrame {
  const isStream =
    typeof batches === "object" && batches !== null && (Symbol.asyncIterator in batches || Symbol.iterator in batches);
  if (!isStream) throw new InvalidArgumentError("scanIterator takes an async iterator of frames or of lists of rows");
  if (typeof schema !== "object" || schema === null) {
    throw new InvalidArgumentError("scanIterator needs the schema of its batches, as in { id: Int64, name: String }");
  }
  const wanted = Array.isArray((schema as Schema).fields)
    ? Schema((schema as Schema).fields)
    : Schema(Object.entries(schema as Record<string, DataType>).map(([name, type]) => Field(name, type)));
  const source = enginePort.registerStream(readable(batches, wanted), wanted);
  return new LazyFrame(() => ScanNode({ source, sourceSchema: wanted }));
}

/** Batches that can be read from the start as often as they give a new iterator. */
function readable(batches: Batches, schema: Schema): AsyncIterable<FrameData> {
  const opened = new WeakSet<object>();
  return {
    [Symbol.asyncIterator]: () => {
      // A stream of Node or of the web makes iterators anew that find nothing left.
      const isStream = "pipe" in batches || "getReader" in batches;
      const isAsync = Symbol.asyncIterator in batches;
      const iterator = isAsync ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
      const read = isStream ? batches : iterator;
      if (opened.has(read)) {
        throw new InvalidArgumentError(
          "The iterator of scanIterator was read by an earlier query, and can be read once. Collect it into a DataFrame and " +
            "query that, or pass an iterable that gives a new iterator to each query",
        );
      }
      opened.add(read);
      const rest = isAsync ? { [Symbol.asyncIterator]: () => iterator } : { [Symbol.iterator]: () => iterator };
      return framesOf(rest as Batches, schema);
    },
  };
}

async function* framesOf(batches: Batches, schema: Schema): AsyncGenerator<FrameData, void, undefined> {
  for await (const batch of batches) {
    const data = batch instanceof TableFrame ? batch.data : frameFromInput(batch as readonly RecordInput[], { schema });
    if (!sameSchema(data.schema, schema)) {
      throw new TypeMismatchError(
        `A batch of the iterator has the columns ${schemaText(data.schema)}, not those of its schema: ${schemaText(schema)}`,
      );
    }
    yield data;
  }
}
