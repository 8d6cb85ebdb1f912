"""A page that did not change is read again when the code that reads it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from spiders import registry
from spiders.kit import fingerprint as module
from spiders.kit.fingerprint import fingerprint
from spiders.kit.validators import Validators


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small package of spiders: a source that uses one module of the kit, which uses another."""
    for path, text in {
        "spiders/sources/us_xx/hearings.py": "from spiders.kit import (\n    dates,\n)\n",
        "spiders/kit/dates.py": "from spiders.kit.clock import now\n",
        "spiders/kit/clock.py": "now = 1\n",
        "spiders/kit/unused.py": "x = 1\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(module, "_ROOT", tmp_path)
    module._code.cache_clear()
    yield tmp_path
    module._code.cache_clear()


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("spiders/sources/us_xx/hearings.py", True),
        ("spiders/kit/dates.py", True),
        ("spiders/kit/clock.py", True),
        ("spiders/kit/unused.py", False),
    ],
)
def test_the_fingerprint_changes_with_every_module_the_source_uses(tree: Path, path: str, matters: bool):
    before = module._code("spiders.sources.us_xx.hearings")
    (tree / path).write_text((tree / path).read_text() + "# mended\n")
    module._code.cache_clear()

    assert (module._code("spiders.sources.us_xx.hearings") != before) is matters


@pytest.mark.parametrize(
    "facts", [{"jurisdiction": "us-ma"}, {"timezone": ZoneInfo("America/Denver")}, {"kind": "bills"}]
)
def test_the_fingerprint_changes_with_place_clock_and_kind(facts: dict[str, object]):
    spider = registry.source("us-nd-hearings")
    shared = {"name": spider.name, "__module__": spider.__module__}
    other = type("Other", (spider,), {**shared, "source": replace(spider.source, **facts)})
    same = type("Same", (spider,), {**shared, "source": spider.source})

    assert fingerprint(same) == fingerprint(spider)
    assert fingerprint(other) != fingerprint(spider)


def test_every_shipped_source_has_a_fingerprint_of_its_own():
    found = {name: fingerprint(spider) for name, spider in registry.shipped().items()}
    assert len(set(found.values())) == len(found)


def test_what_another_reader_kept_of_a_page_is_not_believed(tmp_path: Path):
    def kept(reader: str) -> Validators:
        return Validators(tmp_path / "pages.json", known=lambda: frozenset({"us/a"}), reader=reader)

    first = kept("one")
    first.keep("https://example.org/rows", SimpleNamespace(headers={"ETag": b'"1"'}), ["us/a"], None)  # type: ignore[arg-type]
    first.save()

    assert kept("one").headers("https://example.org/rows") == {"If-None-Match": '"1"'}
    assert kept("two").headers("https://example.org/rows") == {}
    assert json.loads((tmp_path / "pages.json").read_text())["reader"] == "one"
