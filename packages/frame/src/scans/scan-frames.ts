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

/**
 * A query over batches that arrive one after another, taken no faster than the query works. Every batch has the columns of the
 * schema. A stream is read once: the frame can be collected once.
 *
 * @example scanIterator(batchesFromDatabase(), { id: Int64, name: String })
 */
export function scanIterator(
  batches: AsyncIterable<StreamBatch> | Iterable<StreamBatch>,
  schema: { readonly [column: string]: DataType } | Schema,
): LazyFrame {
  const isStream =
    typeof batches === "object" && batches !== null && (Symbol.asyncIterator in batches || Symbol.iterator in batches);
  if (!isStream) throw new InvalidArgumentError("scanIterator takes an async iterator of frames or of lists of rows");
  if (typeof schema !== "object" || schema === null) {
    throw new InvalidArgumentError("scanIterator needs the schema of its batches, as in { id: Int64, name: String }");
  }
  const wanted = Array.isArray((schema as Schema).fields)
    ? Schema((schema as Schema).fields)
    : Schema(Object.entries(schema as Record<string, DataType>).map(([name, type]) => Field(name, type)));
  const source = enginePort.registerStream(framesOf(batches, wanted), wanted);
  return new LazyFrame(() => ScanNode({ source, sourceSchema: wanted }));
}

async function* framesOf(
  batches: AsyncIterable<StreamBatch> | Iterable<StreamBatch>,
  schema: Schema,
): AsyncGenerator<FrameData, void, undefined> {
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
