"""The topics in force: the shipped ones and a person's own, of which a broken one costs itself."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tracker.errors import RuleError
from tracker.rules.engine import RuleSet
from tracker.rules.estimate import in_force, trained
from tracker.rules.parser import SHIPPED, Fault, read_files, told_slug
from tracker.rules.scoring import Topic


def load_rules(data_dir: Path | None = None) -> RuleSet:
    """The shipped topics, and a person's own from `topics/` in the data folder, which override by slug.

    An own file with a fault costs itself: the shipped topic of its name counts meanwhile, and one that is not shipped
    rests. `faults` of what is returned tells them all. Raises RuleError where a shipped file has a fault.

    To read them takes a fifth of a second, and to compile them a third at the first judging, so a process does it once,
    and again when one of the files changed; data folders without topics of their own share what is shipped.
    """
    own = [data_dir / "topics", data_dir / "estimates"] if data_dir is not None else []
    return _loaded(data_dir if any(folder.is_dir() for folder in own) else None, _state([SHIPPED, *own]))


def _state(folders: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Each file that the rules depend on, with when it was written and how long it is."""
    files_seen: list[tuple[str, int, int]] = []
    for folder in folders:
        if folder.is_dir():
            with os.scandir(folder) as files:  # asked for every page: `Path.glob` takes five times as long
                stats = [(entry.path, entry.stat()) for entry in files if "." in entry.name]
            files_seen += sorted((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    return tuple(files_seen)


@lru_cache(maxsize=2)
def _loaded(data_dir: Path | None, _state: tuple[tuple[str, int, int], ...]) -> RuleSet:
    topics, lists, faults, left_out = _readable(_own_folder(data_dir))
    reasons = {told_slug(path): tuple(str(fault) for fault in faults if fault.file == path.name) for path in left_out}
    estimates = in_force(data_dir)
    marked = [
        replace(topic, version=topic.version + estimates[topic.slug].version) if topic.slug in estimates else topic
        for topic in topics
    ]
    every_fault = (*map(str, faults), *trained(data_dir)[1])
    return RuleSet(marked, lists, faults=every_fault, left_out=reasons, estimates=estimates)


def _own_folder(data_dir: Path | None) -> Path | None:
    folder = data_dir / "topics" if data_dir is not None else None
    return folder if folder is not None and folder.is_dir() else None


def _readable(own: Path | None) -> tuple[list[Topic], dict[str, tuple[str, ...]], list[Fault], set[Path]]:
    """What can be read of the shipped files and of a person's own: topics, lists, every fault, and files left out."""
    files = [path for folder in (SHIPPED, own) if folder for path in sorted(folder.glob("*.toml"))]
    every_fault: list[Fault] = []
    left_out: set[Path] = set()
    while True:
        topics, lists, faults = read_files([path for path in files if path not in left_out])
        if not faults:
            return topics, lists, every_fault, left_out
        every_fault += faults
        readable = {path for path in files if path.parent == own} - left_out
        if not readable:
            raise RuleError("topic files: " + "\n".join(map(str, every_fault)))
        # Without one file another may miss what it includes, or a list: so until none is left that does. Where own files
        # break a shipped one, no name says which of them it was.
        faulty = {fault.file for fault in faults}
        left_out |= {path for path in readable if path.name in faulty} or readable
