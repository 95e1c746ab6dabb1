"""DuckDB in process: SQL over views of the files, results fetched as Arrow."""

import duckdb
import pyarrow  # noqa: F401 - loaded here, so that the first result does not pay for it


class Duckdb:
    version = duckdb.__version__

    def __init__(self, task):
        config = {"threads": task["threads"], "temp_directory": task["workFolder"]}
        if task["memoryBytes"] is not None:
            config["memory_limit"] = f"{task['memoryBytes'] // 1024}KiB"
        self.task = task
        self.connection = duckdb.connect(":memory:", config=config)
        for table in task["tables"]:
            reader = "read_parquet" if table["format"] == "parquet" else "read_csv"
            self.connection.execute(f"create view {table['name']} as from {reader}('{table['path']}')")

    def run(self, output_path):
        sql = self.task["sql"]
        if self.task["output"] != "memory":
            zstd = "format parquet, compression zstd, compression_level 1"
            options = zstd if self.task["output"] == "parquet" else "format csv, header"
            copy = f"copy ({sql}) to '{output_path}' ({options})"
            return self.connection.execute(copy).fetchone()[0]
        return self.connection.execute(sql).to_arrow_table()


def start(task):
    return Duckdb(task)
