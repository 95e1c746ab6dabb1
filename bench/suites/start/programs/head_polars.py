import sys
import time

import polars as pl

rows = pl.scan_parquet(sys.argv[1]).head(5).collect(engine="streaming").rows()
at = time.time()

from report import report  # noqa: E402

report(pl.__version__, at, rows)
