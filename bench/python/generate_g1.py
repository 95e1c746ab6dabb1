"""Writes the table of db-benchmark's group-by task, as pyarrow writes Parquet by default: generate_g1.py ROWS GROUPS SEED FILE.

The values come from hashes of the row number and the seed: the same rows on every machine.
"""

import sys

import duckdb
import pyarrow.parquet

rows, groups, seed, path = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
few, many = groups, max(1, rows // groups)


def roll(n, salt):
    return f"(hash(i * 1000 + {seed} * 16 + {salt}) % {n})"


table = duckdb.sql(f"""
select
  format('id{{:03d}}', {roll(few, 1)} + 1) as id1,
  format('id{{:03d}}', {roll(few, 2)} + 1) as id2,
  format('id{{:010d}}', {roll(many, 3)} + 1) as id3,
  ({roll(few, 4)} + 1)::integer as id4,
  ({roll(few, 5)} + 1)::integer as id5,
  ({roll(many, 6)} + 1)::integer as id6,
  ({roll(5, 7)} + 1)::integer as v1,
  ({roll(15, 8)} + 1)::integer as v2,
  round({roll(100_000_000, 9)} / 1e6, 6) as v3
from range({rows}) t(i)
""").to_arrow_table()
pyarrow.parquet.write_table(table, path)
