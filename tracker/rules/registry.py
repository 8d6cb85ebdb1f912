"""The topics in force: the shipped ones and a person's own, of which a broken one costs itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tracker.errors import RuleError
from tracker.rules.engine import RuleSet
from tracker.rules.estimate import in_force
from tracker.rules.parser import SHIPPED, Fault, read_files, told_slug


def load_rules(data_dir: Path | None = None) -> RuleSet:
    """The shipped topics, and a person's own from `topics/` in the data folder, which override by slug.

    An own file with a fault costs itself: the shipped topic of its name counts meanwhile, and one that is not shipped
    rests. `faults` of what is returned tells them all. Raises RuleError where a shipped file has a fault.
    """
    own = data_dir / "topics" if data_dir is not None and (data_dir / "topics").is_dir() else None
    told: list[Fault] = []
    left_out: set[Path] = set()
    while True:
        files = [path for folder in (SHIPPED, own) if folder for path in sorted(folder.glob("*.toml"))]
        topics, lists, faults = read_files([path for path in files if path not in left_out])
        if not faults:
            break
        told += faults
        left = [path for path in files if path.parent == own and path not in left_out]
        if not left:
            raise RuleError("topic files: " + "\n".join(map(str, told)))
        # Without one file another may miss what it includes, or a list: so until none is left that does. Where own files
        # break a shipped one, no name says which of them it was.
        left_out |= {path for path in left if path.name in {fault.file for fault in faults}} or set(left)
    known = {topic.slug for topic in topics}
    resting = frozenset(told_slug(path) for path in left_out) - known
    estimates = in_force(data_dir)
    marked = [
        replace(each, version=each.version + estimates[each.slug].version) if each.slug in estimates else each
        for each in topics
    ]
    return RuleSet(marked, lists, faults=tuple(map(str, told)), resting=resting, estimates=estimates)
