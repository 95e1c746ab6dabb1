"""DataFusion through its SQL; results fetched as Arrow."""

import datafusion
import pyarrow
import pyarrow.parquet
from datafusion import RuntimeEnvBuilder, SessionConfig, SessionContext


class Datafusion:
    version = datafusion.__version__

    def __init__(self, task):
        self.task = task
        runtime = RuntimeEnvBuilder().with_disk_manager_os()
        if task["memoryBytes"] is not None:
            runtime = runtime.with_fair_spill_pool(task["memoryBytes"])
        self.context = SessionContext(SessionConfig().with_target_partitions(task["threads"]), runtime)
        for table in task["tables"]:
            if table["format"] == "parquet":
                self.context.register_parquet(table["name"], table["path"])
            else:
                self.register_csv(table["name"], table["path"])

    def register_csv(self, name, path):
        """Parquet has no times in whole seconds: such columns, as they are inferred, are read in microseconds."""
        options = {}
        if path.endswith(".gz"):
            options = {"file_extension": ".gz", "file_compression_type": "gzip"}
        inferred = SessionContext().read_csv(path, **options).schema()
        schema = pyarrow.schema(
            field.with_type(pyarrow.timestamp("us")) if field.type == pyarrow.timestamp("s") else field
            for field in inferred
        )
        self.context.register_csv(name, path, schema=schema, **options)

    def run(self, output_path):
        frame = self.context.sql(self.task["sql"])
        if self.task["output"] == "parquet":
            frame.write_parquet(output_path, compression="zstd", compression_level=1)
            return pyarrow.parquet.read_metadata(output_path).num_rows
        if self.task["output"] == "csv":
            frame.write_csv(output_path, with_header=True)
            return SessionContext().read_csv(output_path).count()
        return frame.to_arrow_table()


def start(task):
    return Datafusion(task)
