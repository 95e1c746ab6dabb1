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
# No warm run begins when those before it have taken so long.
WARM_BUDGET_SECONDS = 30
MODULES = {
    "duckdb": "engine_duckdb",
    "polars": "engine_polars",
    "polars-in-memory": "engine_polars",
    "datafusion": "engine_datafusion",
    "pandas": "engine_pandas",
}


def tree_kib(pid, field):
    """Memory of a process and its living descendants: VmHWM is the peak, VmRSS what is resident now."""
    with open(f"/proc/{pid}/status") as status:
        own = int(re.search(rf"^{field}:\s+(\d+) kB", status.read(), re.M).group(1))
    children = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as listed:
            children += listed.read().split()
    return own + sum(tree_kib(child, field) for child in children)


def io_bytes():
    """Bytes read and written by system calls so far."""
    with open("/proc/self/io") as io:
        text = io.read()
    return tuple(int(re.search(rf"^{field}: (\d+)", text, re.M).group(1)) for field in ("rchar", "wchar"))


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


def write_answer(task, engine, result, output_path):
    if task["output"] != "memory":
        path = task["answerBase"] + "." + task["output"]
        shutil.move(output_path, path)
        return path
    table = engine.to_arrow(result) if hasattr(engine, "to_arrow") else result
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
    output_path = os.path.join(task["workFolder"], "output." + task["output"])
    # Each run returns a table, or the number of rows that it wrote to output_path.
    start_kib = tree_kib("self", "VmRSS")
    io_before = io_bytes()
    before = processor_time()
    result, cold = timed(lambda: engine.run(output_path))
    io_after = io_bytes()
    warm = []
    if task["runs"] > 0:
        before = processor_time()
    while len(warm) < task["runs"] and sum(warm) < WARM_BUDGET_SECONDS:
        result = None
        result, seconds = timed(lambda: engine.run(output_path))
        warm.append(seconds)
    after = processor_time()
    counted = max(1, len(warm))
    peak = tree_kib("self", "VmHWM") / 1024
    outcome = {
        "version": engine.version,
        "rows": result if task["output"] != "memory" else len(result),
        "coldSeconds": cold,
        "warmSeconds": warm,
        "userSeconds": (after[0] - before[0]) / counted,
        "systemSeconds": (after[1] - before[1]) / counted,
        "peakRssMiB": peak,
        "startRssMiB": start_kib / 1024,
        "bytesRead": io_after[0] - io_before[0],
        "bytesWritten": io_after[1] - io_before[1],
        "answerPath": write_answer(task, engine, result, output_path) if task["keepAnswer"] else None,
    }
    with open(task["outcomePath"], "w") as file:
        json.dump(outcome, file)


main()
