"""Writes the result of a DuckDB query batch by batch as pyarrow writes Parquet by default: write_parquet.py SQL FILE [CODEC]."""

import sys

import duckdb
import pyarrow.parquet

# pyarrow's default for a table that is written at once.
ROW_GROUP_ROWS = 1024 * 1024

sql, path, *codec = sys.argv[1:]
connection = duckdb.connect(":memory:", config={"preserve_insertion_order": True})
reader = connection.sql(sql).to_arrow_reader(ROW_GROUP_ROWS)
with pyarrow.parquet.ParquetWriter(path, reader.schema, compression=codec[0] if codec else "snappy") as writer:
    for batch in reader:
        writer.write_table(pyarrow.Table.from_batches([batch]), row_group_size=ROW_GROUP_ROWS)
