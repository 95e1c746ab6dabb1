import sys
import time

import pandas as pd

rows = pd.read_parquet(sys.argv[1]).head(5).values.tolist()
at = time.time()

from report import report  # noqa: E402

report(pd.__version__, at, rows)
