import sys
import time

import datafusion

frame = datafusion.SessionContext().read_parquet(sys.argv[1]).limit(5)
rows = [list(row.values()) for batch in frame.collect() for row in batch.to_pylist()]
at = time.time()

from report import report  # noqa: E402

report(datafusion.__version__, at, rows)
