"""Polars through its SQL or its lazy API, streaming or in memory; results fetched as Arrow."""

import polars as pl
import pyarrow  # noqa: F401 - loaded here, so that the first result does not pay for it
from forms import load_form


class Polars:
    version = pl.__version__

    def __init__(self, task):
        self.task = task
        self.engine = "in-memory" if task["engine"] == "polars-in-memory" else "streaming"
        self.form = None if task["form"] == "sql" else load_form(task, "polars_forms.py")

    def scan(self, table):
        if table["format"] == "parquet":
            return pl.scan_parquet(table["path"])
        return pl.scan_csv(table["path"], try_parse_dates=True)

    def query(self):
        tables = {table["name"]: self.scan(table) for table in self.task["tables"]}
        if self.form is not None:
            return self.form(tables)
        return pl.SQLContext(tables).execute(self.task["sql"], eager=False)

    def run(self, output_path):
        query = self.query()
        if self.task["output"] == "parquet":
            query.sink_parquet(output_path, compression="zstd", compression_level=1, engine=self.engine)
            return pl.scan_parquet(output_path).select(pl.len()).collect().item()
        if self.task["output"] == "csv":
            query.sink_csv(output_path, engine=self.engine)
            return pl.scan_csv(output_path).select(pl.len()).collect().item()
        return query.collect(engine=self.engine).to_arrow()


def start(task):
    return Polars(task)
