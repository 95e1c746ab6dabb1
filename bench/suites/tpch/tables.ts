import type { LazyFrame } from "millrace";

/** The tables of TPC-H, smallest first. */
export const tpchTableNames = [
  "region",
  "nation",
  "supplier",
  "customer",
  "part",
  "partsupp",
  "orders",
  "lineitem",
] as const;

/** The name of a table of TPC-H. */
export type TpchTable = (typeof tpchTableNames)[number];

/** A lazy frame for each table of TPC-H. */
export type TpchTables = Readonly<Record<TpchTable, LazyFrame>>;
