import { fieldIndex, findField, InternalEngineError, Schema, UnsupportedError } from "@millrace/core";
import type { ScanPlan } from "@millrace/formats";
import { scanFormat } from "@millrace/formats";
import type { LiteralValue, ScanFile, ScanNode } from "@millrace/plan";
import { pruneTests } from "@millrace/plan";
import { localFiles } from "@millrace/storage";
import type { PipelineFacts, VectorColumn } from "../emit/facts.ts";
import type { Pipeline } from "../physical/pipeline.ts";
import { neededColumns } from "../physical/scan-columns.ts";
import type { FilesTask, SourceTask } from "../worker/sources/source-task.ts";
import { excludesPartition, partitionValue } from "./partition-values.ts";
import { ScanLedger } from "./scan-ledger.ts";
import type { EngineTuning } from "./tuning.ts";

/** Morsels that a scan is cut into at least, where the data allows it: enough to share out, independent of the threads. */
const TARGET_MORSELS = 16;
/** Columns that one pipeline reads, at most: its code grows with them, and a module has limits. */
const MAX_COLUMNS = 8192;

/** A scan that can be run. */
export interface OpenedScan {
  readonly task: SourceTask;
  readonly facts: PipelineFacts["source"];
  readonly numMorsels: number;
  /** The books of a scan of files. */
  readonly ledger: ScanLedger | null;
}

/** Plans a scan: which columns, which morsels. Reads footers and samples only. */
export function openScan(pipeline: Pipeline, scan: ScanNode, tuning: EngineTuning): OpenedScan {
  const needed = neededColumns(scan);
  const { source } = scan;
  if (needed.length > MAX_COLUMNS) {
    const from = source.kind === "files" ? source.label : "a frame";
    const message = `The query reads ${needed.length} columns of ${from}, at most ${MAX_COLUMNS} at once. Select fewer columns`;
    throw new UnsupportedError(message, { columns: needed.length, limit: MAX_COLUMNS });
  }
  switch (source.kind) {
    case "frame":
      return openFrame(scan, needed, source.data);
    case "files":
      return openFiles(scan, needed, source, tuning);
    case "stream":
      throw new InternalEngineError(`The stream of pipeline ${pipeline.id} was not read`);
    case "shared":
      throw new InternalEngineError(`Pipeline ${pipeline.id} scans a shared sub-plan that was not lowered`);
  }
}

function openFrame(
  scan: ScanNode,
  needed: readonly string[],
  data: Extract<ScanNode["source"], { kind: "frame" }>["data"],
): OpenedScan {
  const columns = needed.map((name) => fieldIndex(data.schema, name));
  const facts = needed.map((name, i): VectorColumn => {
    const field = fieldOf(data.schema, name);
    const hasNulls = data.chunks.some((chunk) => {
      const column = chunk.columns[columns[i] ?? -1];
      return column === undefined || column.validity !== null;
    });
    return {
      name,
      type: field.type,
      nullable: hasNulls || field.type.kind === "null",
      coded: field.type.kind === "categorical",
    };
  });
  return {
    task: { kind: "frame", data, columns, limit: scan.limit },
    facts: { kind: "vectors", columns: facts },
    numMorsels: data.chunks.length,
    ledger: null,
  };
}

function openFiles(
  scan: ScanNode,
  needed: readonly string[],
  source: Extract<ScanNode["source"], { kind: "files" }>,
  tuning: EngineTuning,
): OpenedScan {
  const format = scanFormat(source.format);
  const partitioned = new Set(source.files.flatMap((file) => Object.keys(file.partition)));
  const columns = needed.filter((name) => !partitioned.has(name));
  const fileSchema = Schema(scan.sourceSchema.fields.filter((field) => !partitioned.has(field.name)));
  const allTests = scan.predicate === null ? [] : pruneTests(scan.predicate);
  const tests = allTests.filter((test) => !partitioned.has(test.column));
  const valueOf = (file: ScanFile, name: string): LiteralValue =>
    partitionValue(file, name, fieldOf(scan.sourceSchema, name).type);
  const files = source.files.filter(
    (file) =>
      !allTests.some((test) => partitioned.has(test.column) && excludesPartition(test, valueOf(file, test.column))),
  );
  const { options } = source;
  const plan = format.planScan(
    { files, options, schema: fileSchema, columns, tests, limit: scan.limit, targetMorsels: TARGET_MORSELS },
    { files: localFiles },
  );
  const coded = new Set(tuning.flatColumns ? [] : plan.codedColumns);
  const facts = needed.map((name): VectorColumn => {
    const { type, nullable } = fieldOf(scan.sourceSchema, name);
    const isPartition = partitioned.has(name);
    return { name, type, nullable: nullable || isPartition, coded: isPartition || coded.has(name) };
  });
  const read = columns.map((name) => ({ name, type: fieldOf(fileSchema, name).type, coded: coded.has(name) }));
  const places = new Map(columns.map((name, i) => [name, i]));
  const task: FilesTask = {
    kind: "files",
    format: source.format,
    scan: { shared: plan.shared, files, options, schema: fileSchema, columns: read, tests },
    morsels: plan.morsels,
    partitions: needed
      .map((name, column) => ({ column, name }))
      .filter(({ name }) => partitioned.has(name))
      .map(({ column, name }) => ({ column, values: files.map((file) => valueOf(file, name)) })),
    readerColumns: needed.map((name) => places.get(name) ?? -1),
    limit: scan.limit,
  };
  const ledger = new ScanLedger(withPrunedFiles(plan, source.files, files), source.label, files.length, scan.limit);
  return { task, facts: { kind: "vectors", columns: facts }, numMorsels: plan.morsels.length, ledger };
}

/** The plan with the files that it was not asked for because of their folders' keys. */
function withPrunedFiles(plan: ScanPlan, all: readonly ScanFile[], kept: readonly ScanFile[]): ScanPlan {
  const sum = (files: readonly ScanFile[]): number => files.reduce((bytes, file) => bytes + file.byteLength, 0);
  const bytes = sum(all) - sum(kept);
  if (all.length === kept.length) return plan;
  const { ledger } = plan;
  const pruned = [...ledger.pruned, { reason: "partition", rows: 0, bytes }];
  return { ...plan, ledger: { ...ledger, totalBytes: ledger.totalBytes + bytes, pruned } };
}

function fieldOf(schema: Schema, name: string): Schema["fields"][number] {
  const field = findField(schema, name);
  if (field === undefined) throw new InternalEngineError(`The source has no column "${name}"`);
  return field;
}
