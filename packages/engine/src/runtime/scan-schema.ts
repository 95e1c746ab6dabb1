import type { Schema } from "@millrace/core";
import { InternalEngineError } from "@millrace/core";
import { scanFormat } from "@millrace/formats";
import type { ScanSource } from "@millrace/plan";
import { localFiles } from "@millrace/storage";
import { streamSchema } from "./streams.ts";

/** The columns of a source: footers and samples are read, never all rows. */
export function inferScanSchema(source: ScanSource): Schema {
  if (source.kind === "frame") return source.data.schema;
  if (source.kind === "stream") return streamSchema(source.id);
  const schema = scanFormat(source.format).inferSchema(source.files, source.options, { files: localFiles });
  if (schema instanceof Promise) throw new InternalEngineError(`The format ${source.format} infers its schema later`);
  return schema;
}
