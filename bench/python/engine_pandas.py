"""pandas: whole files into data frames, and its verbs over them."""

import pandas as pd
import pyarrow
import pyarrow.csv
import pyarrow.parquet
from forms import load_form


class Pandas:
    version = pd.__version__

    def __init__(self, task):
        self.task = task
        self.files = {table["name"]: table for table in task["tables"]}
        self.form = load_form(task, "pandas_forms.py")

    def read(self, name, columns=None, dates=()):
        """A table as a frame: all of its columns, or those of the names."""
        table = self.files[name]
        if table["format"] == "parquet":
            return pd.read_parquet(table["path"], columns=columns)
        return pd.read_csv(table["path"], usecols=columns, parse_dates=list(dates), engine="pyarrow")

    def run(self, output_path):
        frame = self.form(self.read)
        if self.task["output"] == "parquet":
            frame.to_parquet(output_path, compression="zstd", compression_level=1, index=False)
            return len(frame)
        if self.task["output"] == "csv":
            frame.to_csv(output_path, index=False)
            return len(frame)
        return frame

    def to_arrow(self, frame):
        return pyarrow.Table.from_pandas(frame, preserve_index=False)


def start(task):
    return Pandas(task)
