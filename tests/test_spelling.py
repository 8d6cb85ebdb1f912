"""Everything that is read is spelled as Americans spell it, who are the readers."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.conftest import ROOT

BRITISH = (
    "normalis colour behaviour licence judgement organisation organise labelled labelling favour honour neighbour learnt misspelt recognis"
    " authoris greyed summaris serialis prioritis optimis apologis categoris capitalis standardis utilis whilst amongst cheque"
    " artefact modelled travelled programme centre enrolment fulfilment"
)
"""How words begin that Americans spell otherwise."""
_BRITISH = re.compile(rf"(?<![a-z])(?:{'|'.join(BRITISH.split())})", re.IGNORECASE)
_CATALOGUE = re.compile(r"`[^`]*`|(?<![\w./])(catalogues?)\b(?![._(])", re.IGNORECASE)

ALLOWED = {
    ("tests/core/test_both_databases.py", "behaviour"),  # a bill whose title is spelled so is found by both spellings
    ("tests/setup/test_unusable.py", ""),  # an option that nobody knows
    ("tests/alerts/test_one_voice.py", ""),  # the list of words that mails may not have
    ("tests/test_spelling.py", ""),
    ("tracker/rules/acronyms.txt", "behaviour"),  # what people type, beside the American form that it stands for
    ("tracker/cli/rule_measures.py", "labelled"),  # a key of JSON, which stays
    ("tracker/rules/acronyms.txt", ""),  # what acronyms and British words of documents stand for
    ("tracker/rules/common_words.txt", ""),  # words as documents have them
    ("tracker/rules/frequent_words.txt", ""),
}
"""Files with a word that is meant; an empty word stands for any."""
OTHERS = ("tests/sources/", "tracker/rules/topics/", "tracker/rules/estimates/", "tests/core/old_databases/")
"""What other people wrote: their pages and their bills."""


def files() -> list[str]:
    kinds = ("*.py", "*.md", "*.html", "*.txt", "*.po", "*.toml", "*.tsv", "Makefile")
    done = subprocess.run(["git", "ls-files", *kinds], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a checkout")
    return [name for name in done.stdout.split() if not name.startswith(OTHERS)]


def british(name: str, text: str) -> list[str]:
    text = re.sub(r"aria-labelled|\blabelled_zone|\b_LABELLED", "", text)
    words = [hit[0] for hit in _BRITISH.finditer(text)]
    if name.endswith(".md"):
        words += [hit[1] for hit in _CATALOGUE.finditer(text) if hit[1]]
    return words


def test_words_are_spelled_the_american_way() -> None:
    faults = [
        f"{name}: {word}"
        for name in files()
        for word in british(name, (ROOT / name).read_text(encoding="utf-8"))
        if (name, word.lower()) not in ALLOWED and (name, "") not in ALLOWED
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The behaviour of a Neighbour", ["behaviour", "Neighbour"]),
        ("def labelled_bills(): ...", ["labelled"]),
        ("the catalogue", ["catalogue"]),
        ("`catalogue` and spiders/catalogue.py and aria-labelledby", []),
        ("the behavior of a cancelled meeting", []),
    ],
)
def test_the_check_sees_a_word_that_is_spelled_otherwise(text: str, words: list[str]) -> None:
    assert british("x.md", text) == words
