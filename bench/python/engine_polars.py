"""Polars through its SQL, streaming or in memory; results fetched as Arrow."""

import polars as pl
import pyarrow  # noqa: F401 - loaded here, so that the first result does not pay for it


class Polars:
    version = pl.__version__

    def __init__(self, task):
        self.task = task
        self.engine = "streaming" if task["engine"] == "polars" else "in-memory"

    def scan(self, table):
        if table["format"] == "parquet":
            return pl.scan_parquet(table["path"])
        return pl.scan_csv(table["path"], try_parse_dates=True)

    def run(self, output_path):
        tables = {table["name"]: self.scan(table) for table in self.task["tables"]}
        query = pl.SQLContext(tables).execute(self.task["sql"], eager=False)
        if self.task["output"] == "parquet":
            query.sink_parquet(output_path, engine=self.engine)
            return pl.scan_parquet(output_path).select(pl.len()).collect().item()
        return query.collect(engine=self.engine).to_arrow()


def start(task):
    return Polars(task)
