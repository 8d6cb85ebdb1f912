"""Write the approved texts anew: `python -m tests.alerts.approve`, then read the difference."""

import os
import tempfile
from pathlib import Path

from tests.alerts.owing import delivered, text_of
from tests.alerts.test_digest import GOLDEN
from tests.alerts.world import week
from tracker import settings
from tracker.db.engine import connect

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for language in ("en", "es"):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["TRACKER_DATA_DIR"] = folder
            settings.load.cache_clear()
            engine = connect(f"sqlite:///{Path(folder) / 'tracker.db'}")
            found = text_of(delivered(engine, week().digest(), language=language))
            (GOLDEN / f"week.{language}.txt").write_text(found, "utf-8")
