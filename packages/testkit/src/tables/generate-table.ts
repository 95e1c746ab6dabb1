import { Int64 } from "millrace";
import type { Random } from "../random.ts";
import type { CellValue, ColumnKind } from "./column-kind.ts";
import { columnKinds } from "./column-kind.ts";

/** A column of a generated table. */
export interface TableColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly values: readonly (CellValue | null)[];
}

/** A generated table: its first column `rid` numbers the rows from 0. */
export interface Table {
  readonly name: string;
  readonly numRows: number;
  readonly columns: readonly TableColumn[];
}

/** How the values of a column are spread over its rows. */
type Spread = "random" | "skewed" | "constant" | "runs";

const borders = [0, 2048, 4096, 16_384, 20_480, 4999];

const rowNumber: ColumnKind = {
  name: "rid",
  type: Int64,
  bound: 1_000_000n,
  exact: true,
  // Constants that rows are compared with: mostly the borders of row groups and batches.
  draw: (random) => BigInt(random.chance(0.6) ? random.pick(borders) + random.int(-1, 1) : random.int(0, 5000)),
};

/** A table of so many rows with a column of every kind, spread and share of nulls chosen at random. */
export function generateTable(name: string, numRows: number, random: Random): Table {
  const rid = { name: "rid", kind: rowNumber, values: Array.from({ length: numRows }, (_, row) => BigInt(row)) };
  const columns = columnKinds.map((kind) => {
    const spread = random.pick<Spread>(["random", "random", "skewed", "skewed", "constant", "runs"]);
    const nulls = random.pick([0, 0, 0.02, 0.3, 0.3, 1]);
    return { name: kind.name, kind, values: drawValues(kind, numRows, spread, nulls, random) };
  });
  return { name, numRows, columns: [rid, ...columns] };
}

function drawValues(
  kind: ColumnKind,
  numRows: number,
  spread: Spread,
  nulls: number,
  random: Random,
): (CellValue | null)[] {
  const constant = kind.draw(random);
  let last = constant;
  return Array.from({ length: numRows }, () => {
    if (random.chance(nulls)) return null;
    if (spread === "constant" || (spread === "skewed" && random.chance(0.8))) return constant;
    if (spread === "runs" && random.chance(0.95)) return last;
    last = kind.draw(random);
    return last;
  });
}
