import { buildColumn, columnReader, Field, frameFromColumns, Int64, Schema, String as Text } from "@millrace/core";
import { ColumnExpr, FilterNode, LiteralExpr, ScanNode } from "@millrace/plan";
import { expect, test } from "vitest";
import { collectSync } from "../../index.ts";

const MIB = 1024 * 1024;

test("rows of a megabyte make chunks of a few of them, however many rows a batch has", () => {
  const schema = Schema([Field("n", Int64, true), Field("text", Text, true)]);
  const rows = Array.from({ length: 40 }, (_, i) => i);
  const columns = [
    buildColumn(
      "n",
      Int64,
      rows.map((i) => (i % 3 === 1 ? null : BigInt(i))),
    ),
    buildColumn(
      "text",
      Text,
      rows.map((i) => (i % 7 === 5 ? null : String.fromCharCode(65 + (i % 26)).repeat(MIB))),
    ),
  ];
  const data = frameFromColumns(schema, columns, rows.length);
  const scan = ScanNode({ source: { kind: "frame", data, label: "frame" }, sourceSchema: schema });
  const { chunks } = collectSync(
    FilterNode(scan, {
      kind: "call",
      function: "ne",
      args: [ColumnExpr("text"), LiteralExpr("B".repeat(MIB), Text)],
      options: {},
    }),
  );
  for (const { columns: own } of chunks) expect(own[1]!.data.byteLength).toBeLessThanOrEqual(16 * MIB);
  const found = chunks.flatMap(({ columns: own, numRows }) => {
    const [n, text] = own.map((column, i) => columnReader(schema.fields[i]!.type, column, numRows));
    return Array.from({ length: numRows }, (_, row) => [n!(row), (text!(row) as string).slice(0, 2)]);
  });
  const wanted = rows.filter((i) => i % 7 !== 5 && i % 26 !== 1);
  expect(found).toEqual(
    wanted.map((i) => [i % 3 === 1 ? null : BigInt(i), String.fromCharCode(65 + (i % 26)).repeat(2)]),
  );
  expect(chunks.length).toBeGreaterThan(1);
});
