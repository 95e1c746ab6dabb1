import sys
import time

# The folder of this program comes first in the search, and it is named like the library.
sys.path.append(sys.path.pop(0))

import pandas as pd  # noqa: E402

rows = pd.read_parquet(sys.argv[1]).head(5).values.tolist()
at = time.time()

from report import report  # noqa: E402

report(pd.__version__, at, rows)
