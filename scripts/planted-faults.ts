// Known faults that `npm run prove:tests` plants, and the tests that are to catch them.

/** A test file, or those of its tests whose names match. */
export interface ProvingTest {
  readonly file: string;
  readonly filter?: string;
}

type TestName = "plans" | "tables" | "spills" | "keys" | "joins" | "pruning" | "regressions";

/** The tests that prove faults, by name. */
export const provingTests: Readonly<Record<TestName, ProvingTest>> = {
  plans: { file: "test/differential/random-plans.test.ts", filter: "from seed (0|50|100|150) on" },
  tables: { file: "test/differential/tables.test.ts", filter: "of (7|5000) rows" },
  spills: { file: "test/differential/configurations.test.ts", filter: "state spills$" },
  keys: { file: "test/differential/keys.test.ts" },
  joins: { file: "test/differential/metamorphic.test.ts", filter: "above a join" },
  pruning: { file: "test/differential/pruning.test.ts" },
  regressions: { file: "test/differential/regressions.test.ts" },
};

/** One edit that makes the engine wrong. */
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  /** Text that stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly test: TestName;
}

/** The faults. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    name: "a probe loses the partner at which its output is full",
    file: "packages/kernels/assembly/join/probe.ts",
    find: "          saveProbe(js, i, row, found);",
    replace:
      "          saveProbe(js, i, matchFrom(<usize>load<u32>(row, JOIN_ROW_NEXT), key, hash, stride, numViews, desc), found);",
    test: "plans",
  },
  {
    name: "a hash chain ends after its first duplicate",
    file: "packages/kernels/assembly/join/probe.ts",
    find: "      if (mode >= JOIN_SEMI && !mark) break;\n",
    replace: "      if (!mark) break;\n",
    test: "plans",
  },
  {
    name: "bits are unpacked from one place further",
    file: "packages/kernels/assembly/chunk/bits.ts",
    find: "    const at = from + i;\n    store<u8>(out + i",
    replace: "    const at = from + i + (from != 0 ? 1 : 0);\n    store<u8>(out + i",
    test: "tables",
  },
  {
    name: "a partition of groups is dropped",
    file: "packages/engine/src/worker/sources/source-task.ts",
    find: '    case "groups":\n',
    replace: '    case "groups":\n      return 2 ** task.radixBits - 1;\n',
    test: "plans",
  },
  {
    name: "a spilled partition is dropped",
    file: "packages/engine/src/spill/spill-partitions.ts",
    find: "    parts.push(file.write(partition, first));",
    replace: "    const part = file.write(partition, first);\n    if (partition !== 1) parts.push(part);",
    test: "spills",
  },
  {
    name: "a function forgets the nulls of its second operand",
    file: "packages/compiler/src/expression/compile.ts",
    find: "args.reduce<Node | null>((all, arg) => bothValid(all, arg.valid), null)",
    replace: "args.slice(0, 1).reduce<Node | null>((all, arg) => bothValid(all, arg.valid), null)",
    test: "plans",
  },
  {
    name: "three-valued and forgets the nulls of its second operand",
    file: "packages/functions/src/scalar/logic/kleene.ts",
    find: 'const undecided = f.memo(i32.and(isKnown(a, other), isKnown(b, other)), "otherwise");',
    replace: 'const undecided = f.memo(i32.and(isKnown(a, other), i32.eqz(isKnown(b, decisive))), "otherwise");',
    test: "plans",
  },
  {
    name: "a morsel ends one row early",
    file: "packages/engine/src/worker/sources/frame-source.ts",
    find: "chunk.numRows - this.at);",
    replace: "chunk.numRows - this.at - 1);",
    test: "plans",
  },
  {
    name: "a row group's last rows fall between two morsels",
    file: "packages/formats/src/parquet/planning/plan-scan.ts",
    find: "[from, Math.min(from + step, group.rows)]",
    replace: "[from, Math.min(from + step, group.rows - 1)]",
    test: "tables",
  },
  {
    name: "a sort ignores descending",
    file: "packages/engine/src/emit/sort-words.ts",
    find: "const directed = order.descending ?",
    replace: "const directed = order.descending && order.nullable ?",
    test: "plans",
  },
  {
    name: "a merge of counts keeps one of them",
    file: "packages/functions/src/aggregate/count.ts",
    find: '    addWord(scope.f, new StateAt(into, fields), "count", new StateAt(from, fields).load("count"));',
    replace:
      '    addWord(scope.f, new StateAt(into, fields), "count", i64.sub(new StateAt(from, fields).load("count"), i64.const(1n)));',
    test: "plans",
  },
  {
    name: "a predicate moves below a left join's right side",
    file: "packages/plan/src/optimizer/push-into-join.ts",
    find: "  left: { left: true, right: false },",
    replace: "  left: { left: true, right: true },",
    test: "joins",
  },
  {
    name: "statistics prune the bound of a range",
    file: "packages/plan/src/scan/prune-tests.ts",
    find: 'op: closed === "both" || closed === "right" ? "le" : "lt"',
    replace: 'op: closed === "right" ? "le" : "lt"',
    test: "pruning",
  },
  {
    name: "strings are equal when their beginnings are",
    file: "packages/kernels/assembly/bytes/compare.ts",
    find: "bBase + <usize>load<u32>(b, VIEW_POINTER), length);",
    replace: "bBase + <usize>load<u32>(b, VIEW_POINTER), min<u32>(length, 64));",
    test: "keys",
  },
  {
    name: "strings computed for a dictionary are overwritten by the next batch",
    file: "packages/engine/src/worker/sources/lookup-tables.ts",
    find: "const strings = this.memory.keepingStrings(() => this.fill(table, from, count));",
    replace: "const strings: number[] = [];\n      this.fill(table, from, count);",
    test: "regressions",
  },
];
