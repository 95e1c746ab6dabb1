"""Writes the result of a DuckDB query as pyarrow writes Parquet by default: write_parquet.py SQL FILE."""

import sys

import duckdb
import pyarrow.parquet

sql, path = sys.argv[1:]
pyarrow.parquet.write_table(duckdb.sql(sql).to_arrow_table(), path)
