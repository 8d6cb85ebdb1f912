"""Write the approved texts anew: `python -m tests.alerts.approve`, then read the difference."""

from tests.alerts.test_digest import GOLDEN
from tests.alerts.world import rendered, week

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for language in ("en", "es"):
        (GOLDEN / f"week.{language}.txt").write_text(rendered(week().digest(), language).text, "utf-8")
