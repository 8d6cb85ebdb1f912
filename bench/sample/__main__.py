"""Fill a database: `python -m bench.sample DATABASE_URL [BILLS]`."""

import sys

from bench.sample import fill
from tracker.db import search_index
from tracker.db.engine import connect

made = connect(sys.argv[1])
fill(made, int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
print(f"indexed {search_index.refresh(made):,} records")
