import type { Expr, LazyFrame } from "millrace";
import { col, lit } from "millrace";
import type { TpchTables } from "./tables.ts";

interface Offer {
  readonly brand: string;
  readonly containers: readonly string[];
  readonly quantity: readonly [number, number];
  readonly maxSize: number;
}

const offers: readonly [Offer, Offer, Offer] = [
  { brand: "Brand#12", containers: ["SM CASE", "SM BOX", "SM PACK", "SM PKG"], quantity: [1, 11], maxSize: 5 },
  { brand: "Brand#23", containers: ["MED BAG", "MED BOX", "MED PKG", "MED PACK"], quantity: [10, 20], maxSize: 10 },
  { brand: "Brand#34", containers: ["LG CASE", "LG BOX", "LG PACK", "LG PKG"], quantity: [20, 30], maxSize: 15 },
];

function isPartOf(offer: Offer): Expr {
  return col("p_brand")
    .eq(offer.brand)
    .and(col("p_container").isIn(offer.containers))
    .and(col("p_size").isBetween(1, offer.maxSize));
}

function any(conditions: readonly [Expr, Expr, Expr]): Expr {
  return conditions[0].or(conditions[1]).or(conditions[2]);
}

/** Q19, discounted revenue. */
export function query({ lineitem, part }: TpchTables): LazyFrame {
  const [small, medium, large] = offers;
  const parts = part.filter(any([isPartOf(small), isPartOf(medium), isPartOf(large)])).select("p_partkey", "p_brand");
  const quantity = (offer: Offer): Expr =>
    col("p_brand")
      .eq(offer.brand)
      .and(col("l_quantity").isBetween(...offer.quantity));
  return lineitem
    .filter(
      col("l_shipmode").isIn(["AIR", "AIR REG"]),
      col("l_shipinstruct").eq("DELIVER IN PERSON"),
      // What all three offers have in common, so that it can be tested before the join.
      col("l_quantity").isBetween(1, 30),
    )
    .join(parts, { leftOn: "l_partkey", rightOn: "p_partkey", how: "inner" })
    .filter(any([quantity(small), quantity(medium), quantity(large)]))
    .select(
      col("l_extendedprice")
        .mul(lit(1).sub(col("l_discount")))
        .sum()
        .alias("revenue"),
    );
}

/** Q19 for engines that speak SQL. */
export const sql: string = `
select sum(l_extendedprice * (1 - l_discount)) as revenue
from lineitem, part
where (
    p_partkey = l_partkey
    and p_brand = 'Brand#12'
    and p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
    and l_quantity >= 1 and l_quantity <= 11
    and p_size between 1 and 5
    and l_shipmode in ('AIR', 'AIR REG')
    and l_shipinstruct = 'DELIVER IN PERSON'
  ) or (
    p_partkey = l_partkey
    and p_brand = 'Brand#23'
    and p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
    and l_quantity >= 10 and l_quantity <= 20
    and p_size between 1 and 10
    and l_shipmode in ('AIR', 'AIR REG')
    and l_shipinstruct = 'DELIVER IN PERSON'
  ) or (
    p_partkey = l_partkey
    and p_brand = 'Brand#34'
    and p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
    and l_quantity >= 20 and l_quantity <= 30
    and p_size between 1 and 15
    and l_shipmode in ('AIR', 'AIR REG')
    and l_shipinstruct = 'DELIVER IN PERSON'
  )`;
