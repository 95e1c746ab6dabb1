import { InternalEngineError, Schema } from "@millrace/core";
import { partitionFields, scanFormat } from "@millrace/formats";
import { catalog } from "@millrace/functions";
import type { ScanFile, ScanSource } from "@millrace/plan";
import { schemaOf } from "@millrace/plan";
import { localFiles } from "@millrace/storage";
import { streamSchema } from "./streams.ts";

/** The columns of a source: footers and samples are read, never all rows. */
export function inferScanSchema(source: ScanSource): Schema {
  if (source.kind === "frame") return source.data.schema;
  if (source.kind === "stream") return streamSchema(source.id);
  if (source.kind === "shared") return schemaOf(source.plan, catalog);
  const schema = scanFormat(source.format).inferSchema(source.files, source.options, { files: localFiles });
  if (schema instanceof Promise) throw new InternalEngineError(`The format ${source.format} infers its schema later`);
  return withPartitions(schema, source.files);
}

/** The columns of the files, then those of their `key=value` folders, which stand in for columns of the same name. */
function withPartitions(schema: Schema, files: readonly ScanFile[]): Schema {
  const partitions = partitionFields(files);
  if (partitions.length === 0) return schema;
  const names = new Set(partitions.map((field) => field.name));
  return Schema([...schema.fields.filter((field) => !names.has(field.name)), ...partitions]);
}
