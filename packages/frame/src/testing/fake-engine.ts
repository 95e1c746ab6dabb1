import type { DataType, FrameData, Schema } from "@millrace/core";
import { Boolean as BooleanType, Float64, Int64, String as StringType, sliceFrame, UInt32 } from "@millrace/core";
import type { FunctionCatalog, FunctionSignature, LogicalPlan } from "@millrace/plan";
import type { EnginePort, QueryProfile, SinkTarget } from "../engine-port.ts";

const emptyProfile: QueryProfile = {
  planSeconds: 0,
  totalSeconds: 0,
  rows: 0,
  spilledBytes: 0,
  rejectedRows: 0,
  peakMemoryBytes: 0,
  pipelines: [],
  scans: [],
  warnings: [],
};

const predicates = new Set([
  "eq",
  "ne",
  "gt",
  "ge",
  "lt",
  "le",
  "and",
  "or",
  "not",
  "isNull",
  "isNotNull",
  "isIn",
  "str.startsWith",
]);
const results: Readonly<Record<string, DataType>> = {
  mean: Float64,
  count: UInt32,
  len: UInt32,
  sum: Int64,
  concatStr: StringType,
};

function signature(name: string): FunctionSignature {
  return {
    name,
    properties: { elementwise: true, deterministic: true, fallible: false, nullPropagating: true },
    resolve: (args) => ({
      argTypes: args.map((arg) => arg.type),
      result: predicates.has(name) ? BooleanType : (results[name] ?? args[0]?.type ?? Int64),
      nullable: true,
    }),
  };
}

const catalog: FunctionCatalog = { scalar: signature, aggregate: signature, names: () => [] };

/** What the fake engine was asked. */
export interface Asked {
  plan: LogicalPlan | null;
  target: SinkTarget | null;
  inferred: number;
  streamed: AsyncIterable<FrameData> | null;
}

/** An engine that remembers what it was asked, and runs nothing but scans of frames. */
export function fakeEngine(fileSchema: Schema): EnginePort & { readonly asked: Asked } {
  const asked: Asked = { plan: null, target: null, inferred: 0, streamed: null };
  const run = (plan: LogicalPlan): FrameData => {
    asked.plan = plan;
    let scan = plan;
    while (scan.kind !== "scan")
      scan = "input" in scan ? scan.input : scan.kind === "join" ? scan.left : scan.inputs[0]!;
    return scan.source.kind === "frame" ? scan.source.data : { schema: fileSchema, numRows: 0, chunks: [] };
  };
  return {
    asked,
    catalog,
    collect: async (plan) => run(plan),
    collectSync: run,
    async *streamBatches(plan) {
      const data = run(plan);
      for (let row = 0; row < data.numRows; row += 2) yield sliceFrame(data, row, 2);
    },
    async sink(plan, target) {
      asked.target = target;
      return { rows: run(plan).numRows, bytes: 0, files: [target.path], rejectedRows: 0 };
    },
    explain: async (plan, request) => `${request.level} ${request.format} ${plan.kind}`,
    profile: async (plan) => ({ data: run(plan), profile: emptyProfile }),
    registerStream(source) {
      asked.streamed = source;
      return { kind: "stream", id: 7, label: "iterator" };
    },
    inferScanSchema() {
      asked.inferred++;
      return fileSchema;
    },
  };
}
