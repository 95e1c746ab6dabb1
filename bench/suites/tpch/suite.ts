import type { Query, Suite } from "../../src/suite.ts";
import { tpchData } from "./data.ts";
import * as q01 from "./q01.ts";
import * as q02 from "./q02.ts";
import * as q03 from "./q03.ts";
import * as q04 from "./q04.ts";
import * as q05 from "./q05.ts";
import * as q06 from "./q06.ts";
import * as q07 from "./q07.ts";
import * as q08 from "./q08.ts";
import * as q09 from "./q09.ts";
import * as q10 from "./q10.ts";
import * as q11 from "./q11.ts";
import * as q12 from "./q12.ts";
import * as q13 from "./q13.ts";
import * as q14 from "./q14.ts";
import * as q15 from "./q15.ts";
import * as q16 from "./q16.ts";
import * as q17 from "./q17.ts";
import * as q18 from "./q18.ts";
import * as q19 from "./q19.ts";
import * as q20 from "./q20.ts";
import * as q21 from "./q21.ts";
import * as q22 from "./q22.ts";
import type { TpchTables } from "./tables.ts";

interface QueryModule {
  readonly query: (tables: TpchTables) => ReturnType<Query["build"]>;
  readonly sql: string;
}

const modules: readonly QueryModule[] = [
  q01,
  q02,
  q03,
  q04,
  q05,
  q06,
  q07,
  q08,
  q09,
  q10,
  q11,
  q12,
  q13,
  q14,
  q15,
  q16,
  q17,
  q18,
  q19,
  q20,
  q21,
  q22,
];

/** The 22 queries of TPC-H with the parameters of its validation, over the Parquet files of tpchgen-cli. */
export const suite: Suite = {
  name: "tpch",
  title: "TPC-H",
  size: { option: "scale", default: 1 },
  data: tpchData,
  queries: modules.map(
    (module, i): Query => ({
      name: `q${i + 1}`,
      sql: module.sql,
      build: (tables) => module.query(tables as TpchTables),
    }),
  ),
};
