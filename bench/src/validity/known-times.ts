// Where the peers stood when they were measured with care, on a machine of two threads that did nothing else. Machines
// differ; the ratios between engines on one machine differ less.

/** The engines that millrace is held against. */
export const PEERS = ["duckdb", "polars", "datafusion"] as const;

/** One of them. */
export type Peer = (typeof PEERS)[number];

/** Seconds from the fastest to the slowest of several measurements. */
export type Seconds = readonly [number, number];

/** A case that was measured on at least two peers. */
export interface KnownTimes {
  readonly measure: "cold" | "warm";
  readonly seconds: Readonly<Partial<Record<Peer, Seconds>>>;
}

function known(measure: KnownTimes["measure"], duckdb: Seconds, polars: Seconds, datafusion?: Seconds): KnownTimes {
  return { measure, seconds: { duckdb, polars, ...(datafusion === undefined ? {} : { datafusion }) } };
}

function once(seconds: number): Seconds {
  return [seconds, seconds];
}

/** Suite and query → times at the suite's own size. */
export const knownTimes: Readonly<Record<string, KnownTimes>> = {
  "tpch q1": known("warm", once(0.125), once(0.208), once(0.246)),
  "tpch q6": known("warm", once(0.053), once(0.057), once(0.105)),
  "tpch q9": known("warm", once(0.213), once(0.159), once(0.305)),
  "tpch q18": known("warm", once(0.177), once(0.164), once(0.463)),
  "tpch q21": known("warm", once(0.169), once(0.239), once(0.353)),
  "groupby q1": known("cold", [0.09, 0.13], [0.1, 0.24], [0.05, 0.08]),
  "groupby q3": known("cold", [0.28, 0.56], [0.31, 0.65], [0.21, 0.37]),
  "groupby q5": known("cold", [0.28, 0.46], [0.2, 0.26], [0.2, 0.37]),
  "groupby q10": known("cold", [2.5, 4.7], [1.7, 3.3], [2.1, 3]),
  "headline mean-csv": known("cold", once(2.4), once(5.3), once(1.3)),
  "vitals mean-csv": known("cold", once(2.4), once(5.3), once(1.3)),
  "vitals mean-parquet": known("cold", [0.44, 0.52], [0.23, 0.33], once(0.32)),
  "vitals monthly": known("cold", [0.64, 0.79], [0.45, 0.61]),
  "csv q1": known("cold", [1.36, 1.6], [1.09, 1.31], [0.97, 1.15]),
  "sort q1": known("cold", once(5.6), once(4.8), once(6.1)),
};
