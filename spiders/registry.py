"""Find the sources: every spider with a name under `spiders.sources` and `spiders.platforms`.

Names are read off the files, so that one source is imported when one is asked for, and a source that cannot be imported
costs itself and no other.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from spiders.source_errors import BrokenSource
from tracker.errors import TrackerError, UsageProblem

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from spiders.kit.spiders import SourceSpider

_NAME: Final = re.compile(r'^    name(?:: [^=\n]+)? = "([a-z0-9-]+)"', re.MULTILINE)
_HERE: Final = Path(__file__).parent


@cache
def modules() -> dict[str, str]:
    """For each shipped source's name the module it stands in; two of one name are a fault of ours."""
    by_name: dict[str, str] = {}
    for folder in ("platforms", "sources"):
        for file in sorted((_HERE / folder).rglob("*.py")):
            module = ".".join(("spiders", *file.relative_to(_HERE).with_suffix("").parts))
            for name in _NAME.findall(file.read_text(encoding="utf-8")):
                if by_name.setdefault(name, module) != module:
                    raise TrackerError(f"two sources are named {name}: in {by_name[name]} and {module}")
    return dict(sorted(by_name.items()))


def shipped() -> dict[str, type[SourceSpider]]:
    """All shipped sources by name, imported."""
    return {name: source(name) for name in modules()}


def found(name: str, engine: Engine) -> type[SourceSpider]:
    """The spider of that name, shipped or made from a feed that was added to this database."""
    from spiders import added_feeds

    return (None if name in modules() else added_feeds.feed(engine, name)) or source(name)


def all_of(engine: Engine) -> list[type[SourceSpider]]:
    """All shipped sources and all feeds that were added to this database."""
    from spiders import added_feeds
    from tracker.db.engine import reading

    with reading(engine) as connection:
        return [*shipped().values(), *added_feeds.feeds(connection).values()]


def check_name(name: str) -> str:
    """The name of a shipped source; an unknown one is one sentence with the nearest names."""
    known = modules()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageProblem(f"no source is named {name}{hint} (`tracker sources list` has them all)")
    return name


@cache
def source(name: str) -> type[SourceSpider]:
    """The spider of that name; an unknown one is refused."""
    where = modules()[check_name(name)]
    from spiders.kit.spiders import SourceSpider

    try:
        module = import_module(where)
    except TrackerError:
        raise
    except Exception as problem:
        raise BrokenSource(name, problem) from problem
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, SourceSpider) and value.__dict__.get("name") == name:
            return value
    raise TrackerError(f"{where}: expected a spider named {name}, found the name on no SourceSpider")
