// Small tables with the schemas of TPC-H and value distributions close to its own, made by DuckDB from hashes: the same
// rows on every machine, and rows in the answer of every query.

import { join } from "node:path";

const numOrders = 15_000;
const numCustomers = 1_500;
const numParts = 2_000;
const numSuppliers = 200;
const rowGroupSize = 8_192;

const nations =
  "ALGERIA ARGENTINA BRAZIL CANADA EGYPT ETHIOPIA FRANCE GERMANY INDIA INDONESIA IRAN IRAQ JAPAN JORDAN KENYA MOROCCO " +
  "MOZAMBIQUE PERU CHINA ROMANIA SAUDI_ARABIA VIETNAM RUSSIA UNITED_KINGDOM UNITED_STATES";
const regionOfNation = [0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1];
const colors = "almond forest blue forest green ivory khaki lime navy olive orange plum red rose tan white";
const words = "carefully express special pending requests Customer slyly Complaints packages deposits ironic accounts";

function list(text: string): string {
  return `[${text
    .split(" ")
    .map((word) => `'${word.replaceAll("_", " ")}'`)
    .join(", ")}]`;
}

/** A number from 0 to n - 1 that depends on the key and on what it is for (a salt below 100). */
function roll(n: number, key: string, salt: number): string {
  return `(hash((${key}) * 100 + ${salt}) % ${n})::integer`;
}

function pick(text: string, key: string, salt: number): string {
  return `(${list(text)})[1 + ${roll(text.split(" ").length, key, salt)}]`;
}

function sentence(key: string, salt: number): string {
  return [0, 1, 2, 3, 4].map((i) => pick(words, key, salt + i)).join(" || ' ' || ");
}

function money(minimum: number, cents: number, key: string, salt: number): string {
  return `cast(${minimum} + ${roll(cents, key, salt)} / 100.0 as decimal(15, 2))`;
}

/** The supplier of a part's nth offer; the four of a part differ. */
function supplierOf(part: string, nth: string): string {
  return `(1 + (${part} * 7 + ${nth} * ${numSuppliers / 4}) % ${numSuppliers})::bigint`;
}

const phone = (nation: string, key: string): string =>
  `(10 + ${nation}) || '-' || (100 + ${roll(900, key, 61)}) || '-' || (100 + ${roll(900, key, 62)}) || '-' || (1000 + ${roll(9000, key, 63)})`;

const tables: Readonly<Record<string, string>> = {
  region: `select i::bigint as r_regionkey, (${list("AFRICA AMERICA ASIA EUROPE MIDDLE_EAST")})[i + 1] as r_name,
    ${sentence("i", 1)} as r_comment from range(5) t(i)`,
  nation: `select i::bigint as n_nationkey, (${list(nations)})[i + 1] as n_name,
    ([${regionOfNation.join(", ")}])[i + 1]::bigint as n_regionkey, ${sentence("i", 2)} as n_comment from range(25) t(i)`,
  supplier: `select i::bigint as s_suppkey, format('Supplier#{:09d}', i) as s_name, 'address ' || hash(i) as s_address,
    ${roll(25, "i", 3)}::bigint as s_nationkey, ${phone("s_nationkey", "i")} as s_phone,
    ${money(-999, 1_000_000, "i", 4)} as s_acctbal, ${sentence("i", 5)} as s_comment
    from range(1, ${numSuppliers + 1}) t(i)`,
  customer: `select i::bigint as c_custkey, format('Customer#{:09d}', i) as c_name, 'address ' || hash(i) as c_address,
    ${roll(25, "i", 13)}::bigint as c_nationkey, ${phone("c_nationkey", "i")} as c_phone,
    ${money(-999, 1_000_000, "i", 14)} as c_acctbal,
    ${pick("AUTOMOBILE BUILDING FURNITURE MACHINERY HOUSEHOLD", "i", 15)} as c_mktsegment, ${sentence("i", 16)} as c_comment
    from range(1, ${numCustomers + 1}) t(i)`,
  part: `select i::bigint as p_partkey,
    ${[0, 1, 2, 3, 4].map((n) => pick(colors, "i", 20 + n)).join(" || ' ' || ")} as p_name,
    'Manufacturer#' || (1 + ${roll(5, "i", 25)}) as p_mfgr,
    'Brand#' || (1 + ${roll(5, "i", 25)}) || (1 + ${roll(5, "i", 26)}) as p_brand,
    ${pick("STANDARD SMALL MEDIUM LARGE ECONOMY PROMO", "i", 27)} || ' ' ||
      ${pick("ANODIZED BURNISHED PLATED POLISHED BRUSHED", "i", 28)} || ' ' ||
      ${pick("TIN NICKEL BRASS STEEL COPPER", "i", 29)} as p_type,
    (1 + ${roll(50, "i", 30)} // (1 + ${roll(4, "i", 31)}))::integer as p_size,
    ${pick("SM MED LG", "i", 32)} || ' ' || ${pick("CASE BOX BAG PKG PACK", "i", 33)} as p_container,
    ${money(900, 100_000, "i", 34)} as p_retailprice, ${sentence("i", 35)} as p_comment
    from range(1, ${numParts + 1}) t(i)`,
  partsupp: `select p::bigint as ps_partkey, ${supplierOf("p", "n")} as ps_suppkey,
    (1 + ${roll(9_999, "p * 4 + n", 40)})::integer as ps_availqty, ${money(1, 100_000, "p * 4 + n", 41)} as ps_supplycost,
    ${sentence("p * 4 + n", 42)} as ps_comment
    from range(1, ${numParts + 1}) parts(p), range(4) offers(n) order by p, n`,
  // A third of the customers never orders.
  orders: `select (i * 4)::bigint as o_orderkey, (1 + 3 * ${roll(numCustomers / 3, "i", 50)} + ${roll(2, "i", 51)})::bigint as o_custkey,
    case when day < date '1995-03-01' then 'F' when day > date '1995-06-17' then 'O' else 'P' end as o_orderstatus,
    ${money(1_000, 40_000_000, "i", 52)} as o_totalprice,
    day as o_orderdate,
    ${pick("1-URGENT 2-HIGH 3-MEDIUM 4-NOT_SPECIFIED 5-LOW", "i", 54)} as o_orderpriority,
    format('Clerk#{:09d}', ${roll(1_000, "i", 55)}) as o_clerk, 0::integer as o_shippriority, ${sentence("i", 56)} as o_comment
    from (select i, date '1992-01-01' + ${roll(2_406, "i", 53)} as day from range(1, ${numOrders + 1}) t(i))`,
  // One order in two hundred has seven lines of large quantities.
  lineitem: `with lines as (
      select o_orderkey, o_orderdate, n, hash(o_orderkey * 100 + 70) % 200 = 0 as large, o_orderkey * 8 + n as id,
        (1 + ${roll(numParts, "o_orderkey * 8 + n", 71)})::bigint as part
      from orders, range(1, 8) line(n)
      where large or n <= 1 + ${roll(7, "o_orderkey", 72)}
    ), dated as (
      select *, (o_orderdate + 1 + ${roll(121, "id", 73)}) as shipped, (shipped + 1 + ${roll(30, "id", 74)}) as received,
        (if(large, 44, 1) + ${roll(50, "id", 75)} % if(large, 7, 50))::integer as quantity
      from lines
    )
    select o_orderkey as l_orderkey, part as l_partkey, ${supplierOf("part", roll(4, "id", 76))} as l_suppkey,
      n::integer as l_linenumber, cast(quantity as decimal(15, 2)) as l_quantity,
      cast(quantity * (900 + part % 1000 + (part % 100) / 100.0) as decimal(15, 2)) as l_extendedprice,
      cast(${roll(11, "id", 77)} / 100.0 as decimal(15, 2)) as l_discount,
      cast(${roll(9, "id", 78)} / 100.0 as decimal(15, 2)) as l_tax,
      case when received > date '1995-06-17' then 'N' when ${roll(2, "id", 79)} = 0 then 'R' else 'A' end as l_returnflag,
      if(shipped > date '1995-06-17', 'O', 'F') as l_linestatus, shipped as l_shipdate,
      (o_orderdate + 30 + ${roll(61, "id", 80)}) as l_commitdate, received as l_receiptdate,
      ${pick("DELIVER_IN_PERSON COLLECT_COD NONE TAKE_BACK_RETURN", "id", 81)} as l_shipinstruct,
      ${pick("REG_AIR AIR RAIL SHIP TRUCK MAIL FOB", "id", 82)} as l_shipmode, ${sentence("id", 83)} as l_comment
    from dated order by l_orderkey, l_linenumber`,
};

/** SQL statements that write `<table>.parquet` of all eight tables into a folder and leave the tables in the database. */
export function tpchStatements(folder: string): string[] {
  return Object.entries(tables).flatMap(([name, select]) => [
    `create table ${name} as ${select}`,
    `copy ${name} to '${join(folder, name)}.parquet' (format parquet, row_group_size ${rowGroupSize})`,
  ]);
}
