import { expect, it } from "vitest";
import { frameFromColumns, Int64, String as Str } from "@millrace/core";
import * as core from "@millrace/core";
const { collect, collectSync } = await import("./index.ts");
const P = await import("@millrace/plan");
function frame(n: number) {
  const id = core.buildColumn("id", Int64, Array.from({ length: n }, (_, i) => (i % 7 === 3 ? null : BigInt(i))) as any);
  const k = core.buildColumn("k", Str, Array.from({ length: n }, (_, i) => (i % 5 === 0 ? "a rather long string key " + (i % 3) : "k" + (i % 11))) as any);
  return frameFromColumns(core.Schema([core.Field("id", Int64), core.Field("k", Str)]), [id, k], n);
}
const scan = (data: any) => P.ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: data.schema } as any);
const col = P.ColumnExpr;
const read = (f: any, name: string) => { const i = f.schema.fields.findIndex((x: any) => x.name === name); const out: any[] = []; for (const c of f.chunks) { const r = core.columnReader(f.schema.fields[i].type, c.columns[i], c.numRows); for (let j = 0; j < c.numRows; j++) out.push(r(j)); } return out; };
it("filters and projects", () => {
  const data = frame(50000);
  const plan = P.FilterNode(scan(data), P.CallExpr("gt", [col("id"), P.LiteralExpr(49990n, Int64)]));
  const out = collectSync(P.ProjectNode(plan, [P.NamedExpr("x", P.CallExpr("add", [col("id"), P.LiteralExpr(1n, Int64)])), P.NamedExpr("k", col("k"))] as any));
  expect(read(out, "x")).toEqual(Array.from({ length: 9 }, (_, i) => 49991 + i).filter((i) => i % 7 !== 3).map((i) => BigInt(i + 1)));
  expect(read(out, "k")[0]).toBe(read(data, "k")[Number(read(out, "x")[0]) - 1]);
});
it("groups", async () => {
  const data = frame(50000);
  const plan = P.AggregateNode({ input: scan(data), keys: [P.NamedExpr("k", col("k"))] as any, aggregates: [P.NamedExpr("s", P.AggregateExpr("sum", [col("id")]))] as any });
  const want = new Map<string, bigint>(); const ks = read(data, "k"), ids = read(data, "id");
  ks.forEach((k: string, i: number) => want.set(k, (want.get(k) ?? 0n) + (ids[i] ?? 0n)));
  for (const out of [collectSync(plan), await collect(plan, { threads: 2 })]) {
    const got = new Map(read(out, "k").map((k, i) => [k, read(out, "s")[i]]));
    expect(got).toEqual(want);
  }
  const all = collectSync(P.AggregateNode({ input: scan(data), keys: [], aggregates: [P.NamedExpr("s", P.AggregateExpr("sum", [col("id")]))] as any }));
  expect(read(all, "s")).toEqual([[...want.values()].reduce((a, b) => a + b)]);
});
it("sorts", () => {
  const data = frame(30000);
  const out = collectSync(P.SortNode(scan(data), [P.SortKey(col("k")), P.SortKey(col("id"), { descending: true })]));
  const rows = read(data, "k").map((k, i) => [k, read(data, "id")[i]] as const);
  void rows;
  const ks = read(out, "k"); const ids = read(out, "id");
  for (let i = 1; i < ks.length; i++) { expect(ks[i] >= ks[i - 1]).toBe(true); }
  expect(ks.length).toBe(30000); void ids;
});
it("joins", () => {
  const left = frame(3000), right = frame(2000);
  for (const type of ["inner", "left", "semi", "anti", "full", "right"] as const) {
    const plan = P.JoinNode({ left: scan(left), right: scan(right), type, leftOn: [col("id")], rightOn: [col("id")], suffix: "_r", coalesce: true, nullsEqual: false, validate: "m:m", build: "auto" } as any);
    const out = collectSync(plan);
    const nn = (n: number) => Array.from({ length: n }, (_, i) => i).filter((i) => i % 7 !== 3).length;
    const expected = { inner: nn(2000), left: 3000, semi: nn(2000), anti: 3000 - nn(2000), full: 3000 + 2000 - nn(2000), right: 2000 }[type];
    expect([type, out.numRows]).toEqual([type, expected]);
  }
});
it("spills", async () => {
  const { setEngineTuning } = await import("./index.ts");
  const data = frame(60000);
  const grouped = P.AggregateNode({ input: scan(data), keys: [P.NamedExpr("id", col("id")), P.NamedExpr("k", col("k"))] as any, aggregates: [P.NamedExpr("s", P.AggregateExpr("sum", [col("id")]))] as any });
  const sorted = P.SortNode(scan(data), [P.SortKey(col("id"), { descending: true })]);
  for (const plan of [grouped, sorted]) {
    setEngineTuning({});
    const a = collectSync(plan);
    setEngineTuning({ stateLimit: 2_000_000 });
    const { profile } = await import("./index.ts");
    const { data: b, profile: p } = await profile(plan, { threads: 2 });
    setEngineTuning({});
    expect(p.spilledBytes).toBeGreaterThan(100000);
    for (const name of ["id", "k"]) expect(read(b, name)).toEqual(read(a, name));
  }
});
it("spills joins", async () => {
  const { setEngineTuning, profile } = await import("./index.ts");
  const left = frame(40000), right = frame(30000);
  for (const type of ["inner", "left", "semi", "anti", "full", "right"] as const) {
    const plan = P.JoinNode({ left: scan(left), right: scan(right), type, leftOn: [col("id"), col("k")], rightOn: [col("id"), col("k")], suffix: "_r", coalesce: false, nullsEqual: false, validate: "m:m", build: "right" } as any);
    const a = collectSync(plan);
    setEngineTuning({ stateLimit: 600_000 });
    const { data: b, profile: p } = await profile(plan, { threads: 2 });
    setEngineTuning({});
    expect(p.spilledBytes, type).toBeGreaterThan(100000);
    for (const field of a.schema.fields) expect(read(b, field.name), `${type} ${field.name}`).toEqual(read(a, field.name));
  }
});
