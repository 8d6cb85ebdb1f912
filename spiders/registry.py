"""Find the sources: every spider with a name under `spiders.sources` and `spiders.platforms`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType

import spiders.platforms
import spiders.sources
from spiders.kit.base import SourceSpider
from tracker.errors import TrackerError, UsageProblem


@cache
def shipped() -> dict[str, type[SourceSpider]]:
    """All shipped sources by name; two of one name are a fault of ours."""
    found: dict[str, type[SourceSpider]] = {}
    for package in (spiders.sources, spiders.platforms):
        for module in _modules(package):
            for spider in _spiders(module):
                if found.setdefault(spider.name, spider) is not spider:
                    raise TrackerError(
                        f"two sources are named {spider.name}: {found[spider.name].__module__} and {module.__name__}"
                    )
    return dict(sorted(found.items()))


def source(name: str) -> type[SourceSpider]:
    """The spider of that name; an unknown one is one sentence with the nearest names."""
    known = shipped()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageProblem(f"no source is named {name}{hint} (`tracker sources list` has them all)")
    return known[name]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield import_module(each.name)


def _spiders(module: ModuleType) -> Iterator[type[SourceSpider]]:
    for each in vars(module).values():
        named = isinstance(each, type) and issubclass(each, SourceSpider) and isinstance(each.__dict__.get("name"), str)
        if named and each.__module__ == module.__name__:
            yield each
