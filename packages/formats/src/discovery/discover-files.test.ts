import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { Field, Int64, Schema, String as StringType, typeName } from "@millrace/core";
import { afterAll, expect, test } from "vitest";
import { discoverFiles } from "./discover-files.ts";
import { partitionFields } from "./hive-partitions.ts";
import { checkSameSchema } from "./same-schema.ts";

const root = mkdtempSync(join(tmpdir(), "millrace-discovery-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
for (const path of [
  ...["plain/b.csv", "plain/a.csv", "plain/a10.csv", "plain/deep/er/c.csv", "plain/notes.txt", "plain/.hidden.csv"],
  ...["odd/[x]*.csv", "hive/year=2023/day=2023-01-02/a b.csv", "hive/year=2024/day=2024-01-02/x.csv"],
  ...[
    "hive/year=__HIVE_DEFAULT_PARTITION__/day=2024-01-03/x.csv",
    "hive/_SUCCESS",
    "text/k=a%2Fb/x.csv",
    "text/k=1/x.csv",
  ],
  ...["keys/a=1/x.csv", "keys/b=1/x.csv"],
]) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "a\n1\n");
}

const found = (paths: string | string[], options = {}) =>
  discoverFiles(paths, { cwd: root, ...options }).map(({ path }) => relative(root, path));

test("patterns, sorted by bytes", () => {
  expect(found("plain/*.csv")).toEqual(["plain/a.csv", "plain/a10.csv", "plain/b.csv"]);
  expect(found("plain/**/*.csv")).toEqual(["plain/a.csv", "plain/a10.csv", "plain/b.csv", "plain/deep/er/c.csv"]);
  expect(found("plain/[ab].csv")).toEqual(["plain/a.csv", "plain/b.csv"]);
  expect(found("plain/{b,a10}.csv")).toEqual(["plain/a10.csv", "plain/b.csv"]);
  expect(found("plain/a??.csv")).toEqual(["plain/a10.csv"]);
});

test("a list keeps its order, a folder gives its files", () => {
  expect(found(["plain/b.csv", "plain/a.csv"])).toEqual(["plain/b.csv", "plain/a.csv"]);
  expect(found("plain")).toEqual(["plain/a.csv", "plain/a10.csv", "plain/b.csv", "plain/deep/er/c.csv"]);
  expect(found("plain", { extensions: [".txt"] })).toEqual(["plain/notes.txt"]);
});

test("a path that exists is itself, marks or not", () => {
  expect(found("odd/[x]*.csv")).toEqual(["odd/[x]*.csv"]);
  expect(found("odd/[x]*.csv", { glob: false })).toEqual(["odd/[x]*.csv"]);
  expect(() => found("plain/*.csv", { glob: false })).toThrow("plain/*.csv");
});

test("nothing found names what was asked for", () => {
  for (const path of ["none.csv", "plain/*.parquet"]) {
    expect(() => found(path)).toThrow(expect.objectContaining({ code: "FILE_NOT_FOUND", details: { path } }));
  }
});

test("partitions of key=value folders", () => {
  const files = discoverFiles("hive", { cwd: root });
  expect(files.map(({ partition }) => partition)).toEqual([
    { year: "2023", day: "2023-01-02" },
    { year: "2024", day: "2024-01-02" },
    { year: null, day: "2024-01-03" },
  ]);
  expect(partitionFields(files).map(({ name, type }) => `${name} ${typeName(type)}`)).toEqual([
    "year Int64",
    "day Date",
  ]);
  expect(discoverFiles("hive/**/*.csv", { cwd: root, hivePartitioning: false })[0]?.partition).toEqual({});
  const single = "hive/year=2024/day=2024-01-02/x.csv";
  expect(discoverFiles(single, { cwd: root })[0]?.partition).toEqual({});
  expect(discoverFiles(single, { cwd: root, hivePartitioning: true })[0]?.partition["year"]).toBe("2024");
  const text = discoverFiles("text/*/x.csv", { cwd: root });
  expect(text.map(({ partition }) => partition["k"])).toEqual(["1", "a/b"]);
  expect(partitionFields(text)[0]?.type).toEqual(StringType);
  expect(() => partitionFields(discoverFiles("keys", { cwd: root }))).toThrow('"a" is missing');
});

test("hostile folder names are values and nothing else", () => {
  const path = join(root, "hostile/__proto__=1/up=..%2F..%2Fetc/nul=a%00b/bad=%zz/x.csv");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "a\n1\n");
  const [file] = discoverFiles("hostile", { cwd: root });
  expect(file?.path).toBe(path);
  expect(Object.entries(file!.partition)).toEqual([
    ["__proto__", "1"],
    ["up", "../../etc"],
    ["nul", "a\0b"],
    ["bad", "%zz"],
  ]);
});

test("schemas that differ name file and column", () => {
  const expected = Schema([Field("a", Int64), Field("b", StringType)]);
  const check = (fields: Parameters<typeof Schema>[0]) => () => checkSameSchema(expected, "f.csv", Schema(fields));
  expect(check([Field("b", StringType), Field("a", Int64)])).not.toThrow();
  expect(check([Field("a", Int64)])).toThrow('"b" is missing, in the file f.csv');
  expect(check([Field("a", StringType), Field("b", StringType)])).toThrow('"a" is String where Int64 is expected');
  expect(check([...expected.fields, Field("z", Int64)])).toThrow('"z" (Int64) is not in the schema');
});
