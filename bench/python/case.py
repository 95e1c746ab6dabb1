"""The process of one case of an engine that runs in Python. Its last argument is the path of the task (see src/case.ts)."""

import importlib
import json
import os
import re
import resource
import shutil
import sys
import time

MAX_JSON_ROWS = 20_000
MODULES = {
    "duckdb": "engine_duckdb",
    "polars": "engine_polars",
    "polars-in-memory": "engine_polars",
    "datafusion": "engine_datafusion",
}


def peak_kib(pid):
    with open(f"/proc/{pid}/status") as status:
        own = int(re.search(r"^VmHWM:\s+(\d+) kB", status.read(), re.M).group(1))
    children = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as listed:
            children += listed.read().split()
    return own + sum(peak_kib(child) for child in children)


def bytes_read():
    with open("/proc/self/io") as io:
        return int(re.search(r"^rchar: (\d+)", io.read(), re.M).group(1))


def timed(run):
    start = time.perf_counter()
    result = run()
    return result, time.perf_counter() - start


def processor_time():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime, usage.ru_stime


def plain(value):
    """A value as src/case.ts has it: numbers of every type are numbers, dates and times ISO text."""
    import datetime
    import decimal
    import math

    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    raise TypeError(f"A value that no answer can hold: {value!r}")


def write_answer(task, table, output_path):
    if task["output"] == "parquet":
        path = task["answerBase"] + ".parquet"
        shutil.copyfile(output_path, path)
        return path
    if table.num_rows > MAX_JSON_ROWS:
        import pyarrow.parquet

        path = task["answerBase"] + ".parquet"
        pyarrow.parquet.write_table(table, path)
        return path
    path = task["answerBase"] + ".json"
    columns = [[plain(value) for value in column.to_pylist()] for column in table.columns]
    rows = [list(row) for row in zip(*columns)]
    scales = [getattr(field.type, "scale", None) for field in table.schema]
    with open(path, "w") as file:
        json.dump({"columns": table.column_names, "scales": scales, "rows": rows}, file)
    return path


def main():
    with open(sys.argv[-1]) as file:
        task = json.load(file)
    engine = importlib.import_module(MODULES[task["engine"]]).start(task)
    output_path = os.path.join(task["workFolder"], "output.parquet")
    # Each run returns an Arrow table, or the number of rows that it wrote to output_path.
    read_before = bytes_read()
    before = processor_time()
    result, cold = timed(lambda: engine.run(output_path))
    read = bytes_read() - read_before
    warm = []
    if task["runs"] > 0:
        before = processor_time()
    for _ in range(task["runs"]):
        result = None
        result, seconds = timed(lambda: engine.run(output_path))
        warm.append(seconds)
    after = processor_time()
    counted = max(1, task["runs"])
    peak = peak_kib("self") / 1024
    rows = result if task["output"] == "parquet" else result.num_rows
    outcome = {
        "version": engine.version,
        "rows": rows,
        "coldSeconds": cold,
        "warmSeconds": warm,
        "userSeconds": (after[0] - before[0]) / counted,
        "systemSeconds": (after[1] - before[1]) / counted,
        "peakRssMiB": peak,
        "bytesRead": read,
        "answerPath": write_answer(task, result, output_path),
    }
    with open(task["outcomePath"], "w") as file:
        json.dump(outcome, file)


main()
