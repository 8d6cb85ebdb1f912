"""docs/testimony.md tells the truth about the file format and the window language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker.testimony.parser import read_files, words_of_the_format
from tracker.testimony.rulebook import CHANNELS
from tracker.testimony.window_words import spoken
from tracker.testimony.windows import parse

TEXT = (ROOT / "docs" / "testimony.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| `([^`|]+)` \| (.+?) \|$", TEXT.split("## The window language")[-1], re.MULTILINE)


def test_every_word_of_the_format_is_explained() -> None:
    rows = [row for row in TEXT.splitlines() if row.startswith("| `")]
    for word, _expected, required in words_of_the_format():
        told = [row for row in rows if f"`{word}`" in row.split("|")[1]]
        assert told, word
        if required:
            assert any("must be there" in row for row in told), word
    assert all(f"`{channel}`" in TEXT for channel in CHANNELS)


@pytest.mark.parametrize(("form", "window", "said"), ROWS, ids=lambda part: part[:40])
def test_every_example_is_said_as_the_docs_say(form: str, window: str, said: str) -> None:
    if form == "`HH:MM on closing day`":
        assert spoken(parse(window))
    else:
        assert spoken(parse(window)) == said


def test_every_form_has_an_example() -> None:
    assert len(ROWS) >= 20


def test_the_example_file_is_a_good_one(tmp_path: Path) -> None:
    (body,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "us-md.toml").write_text(body, encoding="utf-8")
    assert read_files([tmp_path / "us-md.toml"])[1] == []
