"""The docs are true: what they name exists, and what exists is named."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module

import click
import pytest

from tests.conftest import ROOT
from tracker.cli.main import entry_points, tracker
from tracker.records.changes import CHANGE_KINDS
from tracker.settings import Settings

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())
_COMMAND = re.compile(r"(?:^|[`$ /])tracker ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", re.MULTILINE)


def command(*names: str) -> click.Command | None:
    found: click.Command | None = tracker
    for name in names:
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(click.Context(found), name)
    return found


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        each = group.get_command(context, name)
        assert each is not None
        found += leaves(each, (*path, name)) if isinstance(each, click.Group) else [((*path, name), each)]
    return found


def test_every_command_is_in_the_docs():
    missing = [" ".join(path) for path, _each in leaves(tracker) if f"tracker {' '.join(path)}" not in TEXT]
    assert missing == []


def test_the_page_of_commands_is_the_one_that_would_be_made_now():
    from tracker.cli.reference import reference

    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == reference(), "run `make reference`"


def test_the_list_of_sources_is_current():
    from spiders.catalogue import page

    assert (ROOT / "docs" / "sources.md").read_text(encoding="utf-8") == page(), "run `make reference`"


def test_the_index_of_sources_is_current():
    from spiders.index import FILE, text

    assert FILE.read_text(encoding="utf-8") == text(), "run `make reference`"


def test_every_command_and_option_has_help():
    for path, each in leaves(tracker):
        assert each.help, path
        assert f"Example: tracker {' '.join(path)}" in each.help, "an example, as a person would type it"
        for option in each.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.help, (path, option.name)


def test_every_command_the_docs_name_exists():
    for found in set(_COMMAND.findall(TEXT)):
        first, _, second = found.partition(" ")
        each = command(first)
        if first in {"and", "is", "itself"} or each is None:
            assert first not in entry_points()
            continue
        if second and isinstance(each, click.Group):
            assert command(first, second) is not None, f"tracker {found}"


def test_every_setting_is_in_the_docs():
    missing = [name for name in Settings.model_fields if f"TRACKER_{name.upper()}" not in TEXT]
    assert missing == []


def test_every_kind_of_change_is_in_the_docs():
    assert [kind for kind in CHANGE_KINDS if kind not in TEXT] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_dependency_is_told_with_its_reason():
    says = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = says["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values(), *says["dependency-groups"].values()]
    declared = [each for group in groups for each in group if isinstance(each, str)]
    names = {re.split(r"[\[><=!~; ]", each)[0].lower() for each in declared}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    told = {
        name.strip().lower()
        for line in page.splitlines()
        if line.startswith("| ")
        for name in line.split("|")[1].split(",")
    }
    assert names - told == set()
    assert told - names - {"package", "---"} == set()


def test_what_may_be_imported_is_there_and_the_example_runs(capsys):
    page = (ROOT / "docs" / "python-api.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    for module, names in re.findall(r"`((?:tracker|spiders|alerts)[\w.]+)`(?:: ((?:`\w+`(?:, )?)+))?", "\n".join(rows)):
        place = import_module(module)
        assert [name for name in re.findall(r"\w+", names) if not hasattr(place, name)] == [], module
    example = page.split("```python\n")[1].split("```")[0]
    exec(compile(example, "docs/python-api.md", "exec"), {})
    assert capsys.readouterr().out.startswith(("mental-health", "suicide-prevention", "crisis-988"))
