import sys
import time

import duckdb

connection = duckdb.connect(":memory:", config={"threads": 2})
rows = connection.execute(f"select * from read_parquet('{sys.argv[1]}') limit 5").fetchall()
at = time.time()

from report import report  # noqa: E402

report(duckdb.__version__, at, rows)
