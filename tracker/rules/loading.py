"""Read topic files; a fault is named with its file and rule."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tracker.errors import RuleError
from tracker.rules.engine import Rule, RuleSet, Topic

_HERE = Path(__file__).parent / "topics"


def load_rules(data_dir: Path | None = None) -> RuleSet:
    """The shipped topics, and a person's own from `topics/` in the data folder, which override by slug."""
    files = sorted(_HERE.glob("*.toml"))
    if data_dir is not None and (data_dir / "topics").is_dir():
        files += sorted((data_dir / "topics").glob("*.toml"))
    topics = {topic.slug: topic for topic in map(read_topic, files)}
    return RuleSet(list(topics.values()))


def read_topic(file: Path) -> Topic:
    """One topic file."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        rules = tuple(_rule(each) for each in raw["rule"])
        return Topic(
            slug=raw["topic"], title=raw["title"], why=raw["why"], rules=rules, threshold=int(raw.get("threshold", 30))
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, OSError) as problem:
        raise RuleError(f"{file}: expected a topic file, found: {problem!r}") from problem


def _rule(raw: dict[str, Any]) -> Rule:
    return Rule(
        id=raw["id"],
        all_of=tuple(raw["all_of"]),
        none_of=tuple(raw.get("none_of", ())),
        weight=float(raw.get("weight", 1.0)),
    )
