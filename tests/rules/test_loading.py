"""Topic files of a person: read, override, include; every fault is named with file, line and what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RuleError
from tracker.rules import RuleSet, load_rules
from tracker.rules.examples import broken_examples, example
from tracker.rules.parser import read_folders, read_topic, told_slug, told_title

GOOD = """
topic = "bees"
title = "Bees"
why = "Bees pollinate."
threshold = 20

[lists]
bees = ["bee", "honey bee", "hive"]

[[rule]]
id = "bees"
query = "@bees NEAR/5 (harm OR protect*)"
weight = 3
flags = ["Protects honey bees"]
ignores = ["Protects whales"]

[[against]]
id = "spelling"
any_of = ["spelling bee"]
weight = 5
flags = ["A spelling bee"]
ignores = ["A bee"]
"""


def folder(tmp_path: Path, **files: str) -> Path:
    topics = tmp_path / "topics"
    topics.mkdir()
    for name, text in files.items():
        (topics / f"{name}.toml").write_text(text, encoding="utf-8")
    return topics


def faults_of(tmp_path: Path, **files: str) -> list[str]:
    _topics, _lists, faults = read_folders([folder(tmp_path, **files)])
    return list(map(str, faults))


def test_a_persons_topic_is_added_and_overrides_by_slug(tmp_path: Path) -> None:
    folder(tmp_path, bees=GOOD, own=GOOD.replace('"bees"', '"parity"', 1))
    rules = load_rules(tmp_path)
    titles = {topic.slug: topic.title for topic in rules.topics}
    assert len(titles) == 17
    assert titles["bees"] == titles["parity"] == "Bees"


def test_a_topic_judges_with_its_lists_and_its_rules_against(tmp_path: Path) -> None:
    rules = load_rules(folder(tmp_path, bees=GOOD).parent)
    judged = {title: rules.judge(example(title)) for title in ("Protects the honey bee", "Protects the spelling bee")}
    for title, flagged in (("Protects the honey bee", True), ("Protects the spelling bee", False)):
        verdict = next(each for each in judged[title] if each.topic == "bees")
        assert verdict.flagged is flagged
    against = next(each for each in judged["Protects the spelling bee"] if each.topic == "bees").reasons[-1]
    assert (against.rule, against.against, against.weight) == ("spelling", True, -5.0)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("weight = 3", "wieght = 3", 13, "found 'wieght'"),
        ("weight = 3", "weight = -3", 13, "weight above 0"),
        ("weight = 3", 'weight = "3"', 13, "weight above 0"),
        ("weight = 3", "weight = 0", 13, "weight above 0 and up to 20"),
        ("weight = 3", "weight = 20.1", 13, "found 20.1"),
        ("[lists]", "[boosts]\ntitel = 2\n\n[lists]", 7, "boosts: expected title"),
        ("[lists]", "[boosts]\ntitle = 11\n\n[lists]", 7, "from 0 to 10, found title = 11"),
        ("threshold = 20", 'threshold = 20\nfields = ["titel"]', 6, "toml:6: expected fields of"),
        ("threshold = 20", "threshold = 200", 5, "threshold from 1 to 99"),
        ("threshold = 20", "threshhold = 20", 5, "found 'threshhold'"),
        ('why = "Bees pollinate."', "", 1, 'expected why = "…"'),
        ("harm OR protect*)", "harm OR protect*", 12, "closing bracket"),
        ("@bees", "@wasps", 12, "name of a list (@bees"),
        ('flags = ["Protects honey bees"]', "", 11, "expected flags"),
        ('ignores = ["A bee"]', "", 18, "expected ignores"),
        ('flags = ["Protects honey bees"]', 'flags = "Protects honey bees"', 14, "expected a list of texts"),
        ('id = "spelling"', 'id = "bees"', 11, "found it twice"),
        ('id = "bees"', 'id = "Bees!"', 10, "expected an id"),
        ('any_of = ["spelling bee"]', "", 18, "with words to look for"),
        ('any_of = ["spelling bee"]', 'any_of = ["***"]', 19, "any_of"),
        (
            'any_of = ["spelling bee"]',
            'any_of = ["spelling bee"]\nfields = ["titel"]',
            20,
            "rule 'spelling': expected fields of",
        ),
        ('topic = "bees"', 'topic = "bees"\ninclude = ["wasps"]', 3, "found 'wasps'"),
        ('topic = "bees"', 'topic = "Bees and wasps"', 2, "expected a topic"),
        ("[lists]", "[lists", 7, "expected TOML"),
        ("threshold = 20", "threshold = 0", 5, "threshold from 1 to 99, found 0"),
        ("threshold = 20", "threshold = 100", 5, "threshold from 1 to 99, found 100"),
        ("threshold = 20", "threshold = true", 5, "threshold from 1 to 99, found True"),
        ("threshold = 20", 'threshold = "20"', 5, "threshold from 1 to 99, found '20'"),
        ("weight = 3", "weight = true", 13, "found True"),
        ("[lists]", "[boosts]\ntitle = 10.1\n\n[lists]", 7, "found title = 10.1"),
        ("[lists]", "[boosts]\ntitle = -1\n\n[lists]", 7, "found title = -1"),
        ("[lists]", "[boosts]\ntitle = true\n\n[lists]", 7, "found title = True"),
        ("[lists]", '[boosts]\ntitle = "2"\n\n[lists]', 7, "found title = '2'"),
        ("threshold = 20", "boosts = 3", 5, "expected a table [boosts]"),
        ('title = "Bees"', 'title = " "', 3, "expected title"),
        ('bees = ["bee", "honey bee", "hive"]', "bees = []", 8, "list 'bees': expected a name"),
        ('bees = ["bee", "honey bee", "hive"]', 'Bees = ["bee"]', 8, "list 'Bees': expected a name"),
        ('bees = ["bee", "honey bee", "hive"]', 'bees = ["bee", " "]', 8, "list 'bees': expected a name"),
        ("[lists]", 'sounds_alike = ["!!"]\n\n[lists]', 7, "sounds_alike: "),
        ("[lists]", 'sounds_alike = "spelling"\n\n[lists]', 7, "sounds_alike: expected a list of texts"),
        ('any_of = ["spelling bee"]', 'all_of = ["***"]', 19, "rule 'spelling': all_of: "),
        ('any_of = ["spelling bee"]', 'all_of = ["spelling"]\nnone_of = ["***"]', 20, "rule 'spelling': none_of: "),
        ('any_of = ["spelling bee"]', 'none_of = ["spelling"]', 18, "with words to look for"),
        ('any_of = ["spelling bee"]', 'query = "spelling"\nexcept = ["***"]', 20, "rule 'spelling': except: "),
        ("[[against]]", '[[rule]]\nid = "!"\n\n[[against]]', 17, "[[rule]] number 2: expected an id"),
        ('id = "spelling"', "id = 5", 17, "[[against]] number 1: expected an id"),
        ('flags = ["A spelling bee"]', "", 18, "expected flags = ['an example sentence it must fire on']"),
        ('ignores = ["A bee"]', "", 18, "expected ignores = ['an example sentence it must leave alone']"),
        ('bees = ["bee", "honey bee", "hive"]', 'bees = ["bee", "!!"]', 8, "list 'bees'"),
    ],
)
def test_every_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    assert old in GOOD
    found = faults_of(tmp_path, bees=GOOD.replace(old, new, 1))
    assert any(each.startswith(f"bees.toml:{line}: ") and told in each for each in found), found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lists = 3\n" + GOOD.partition("[lists]")[0], "bees.toml:1: expected a table [lists]"),
        ("rule = 3\n" + GOOD.partition("[lists]")[0], "bees.toml:1: expected tables [[rule]]"),
        ("rule = [3]\n" + GOOD.partition("[lists]")[0], "bees.toml:1: expected tables [[rule]]"),
        (GOOD.partition("[lists]")[0], "bees.toml:1: expected at least one [[rule]], found none"),
        (GOOD.replace("[[rule]]", "[[against]]"), "bees.toml:1: expected at least one [[rule]], found none"),
    ],
)
def test_a_file_of_another_form_is_told_so(tmp_path: Path, text: str, told: str) -> None:
    assert any(each.startswith(told) for each in faults_of(tmp_path, bees=text))


@pytest.mark.parametrize(
    "broken",
    [os.mkfifo, Path.mkdir, lambda file: file.write_text("a = " + "[" * 100_000)],
    ids=["pipe", "folder", "deep"],
)
def test_what_is_no_plain_file_of_a_topic_is_a_fault(tmp_path: Path, broken: Callable[[Path], object]) -> None:
    broken(folder(tmp_path, bees=GOOD) / "wasps.toml")
    topics, _lists, faults = read_folders([tmp_path / "topics"])
    assert ([each.slug for each in topics], [each.file for each in faults]) == (["bees"], ["wasps.toml"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("threshold = 20", "threshold = 1"),
        ("threshold = 20", "threshold = 99"),
        ("weight = 3", "weight = 20"),
        ("weight = 3", "weight = 0.1"),
        ("[lists]", "[boosts]\ntitle = 10\ntext = 0\n\n[lists]"),
        ('any_of = ["spelling bee"]', 'all_of = ["spelling", "bee"]\nnone_of = ["hive"]'),
    ],
)
def test_the_edges_of_what_may_be_said_are_good(tmp_path: Path, old: str, new: str) -> None:
    assert faults_of(tmp_path, bees=GOOD.replace(old, new, 1)) == []


def test_a_topic_is_what_its_file_says(tmp_path: Path) -> None:
    bare = '\ntitle = "Bees"\nwhy = "W"\n[[rule]]\nid = "one"\nquery = "bee"\nflags = ["a"]\nignores = ["b"]\n'
    more = (
        'topic = "bees"\nsounds_alike = ["queen bee"]\nfields = ["title"]\n' + bare
        + 'except = ["=BEE"]\nweight = 2\n[[against]]\nid = "two"\nall_of = ["a \\"b\\" c", "d"]\nany_of = ["@xx"]\n'
        'none_of = ["e", "f"]\nfields = ["text", "about"]\nflags = ["a"]\nignores = ["b"]\n[boosts]\ntitle = 2\n[lists]\nxx = ["g"]\n'
    )  # fmt: skip
    there = folder(tmp_path, plain='topic = "plain"' + bare, more=more)
    plain, bees = (read_topic(there / f"{name}.toml") for name in ("plain", "more"))
    assert (plain.threshold, plain.sounds_alike, plain.boosts, plain.file) == (30, (), (), "plain.toml")
    (rule,) = plain.rules
    assert (rule.id, str(rule.query), rule.weight, rule.against, rule.masks, rule.line) == (
        "one",
        '"bee"',
        1.0,
        False,
        None,
        5,
    )
    assert (rule.flags, rule.ignores) == (("a",), ("b",))
    one, two = bees.rules
    assert (bees.slug, list(map(str, bees.sounds_alike)), bees.boosts) == ("bees", ['"queen bee"'], (("title", 2.0),))
    assert (str(one.query), str(one.masks), one.weight, one.against) == ('title:"bee"', '="bee"', 2.0, False)
    inner = '("a b c" AND "d" AND "g" AND (NOT ("e" OR "f")))'
    assert (str(two.query), two.against) == (f"text:{inner} OR about:{inner}", True)
    assert len(plain.version) == 16


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('topic = "wasps"\ntitle = "Wasps"', ("wasps", "Wasps")),
        ('topic = "wasps"', ("wasps", "wasps")),
        ("topic = 5\ntitle = 6", ("bees", "bees")),
        ("topic =", ("bees", "bees")),
    ],
)
def test_a_file_that_cannot_be_read_is_called_by_its_name(tmp_path: Path, text: str, told: tuple[str, str]) -> None:
    path = folder(tmp_path, bees=text) / "bees.toml"
    assert told_title(path) == told
    assert told_slug(path) == told[0]


def test_one_file_alone_is_read_or_refused_with_every_fault(tmp_path: Path) -> None:
    there = folder(tmp_path, good=GOOD, bad=GOOD.replace("weight = 3", "weight = 0").replace("[lists]", "[list]", 1))
    assert read_topic(there / "good.toml").slug == "bees"
    with pytest.raises(RuleError) as refused:
        read_topic(there / "bad.toml")
    assert len(str(refused.value).splitlines()) >= 2


def test_what_topics_share_stands_in_one_file_beside_them(tmp_path: Path) -> None:
    shared = 'sounds_alike = ["queen bee"]\nwasps = 3\n[lists]\nbugs = ["bug"]\n'
    topics, lists, faults = read_folders([folder(tmp_path, bees=GOOD, lists=shared)])
    assert [each.partition(", found")[2] for each in map(str, faults)] == [" 'wasps'"]
    assert (lists, [each.sounds_alike for each in topics]) == ({"bugs": ("bug",)}, [()])
    (tmp_path / "topics" / "lists.toml").write_text(shared.replace("wasps = 3\n", ""), encoding="utf-8")
    topics, _lists, faults = read_folders([tmp_path / "topics"])
    assert (faults, [[*map(str, each.sounds_alike)] for each in topics]) == ([], [['"queen bee"']])


def test_a_list_takes_over_one_above_it_and_keeps_what_is_exact(tmp_path: Path) -> None:
    """`@bees` in a list stands for its phrases; `=bee` finds no bees; a list below is not there yet."""
    lists = '[lists]\nsmall = ["=bee", "wasp"]\nbugs = ["beetle", "@small", "wasp"]\n'
    topic = GOOD.replace('bees = ["bee", "honey bee", "hive"]', 'bees = ["@bugs", "hive"]')
    topics, shared, faults = read_folders([folder(tmp_path, bees=topic, lists=lists)])
    assert (faults, shared["bugs"]) == ([], ("beetle", "=bee", "wasp"))
    rules = RuleSet(topics, shared)
    titles = ("Protects the bee", "Protects bees", "Protects beetles", "Protects the hive")
    assert [bool(rules.judge(example(title))) for title in titles] == [True, False, True, True]
    (tmp_path / "topics" / "lists.toml").write_text('[lists]\nbugs = ["@small"]\nsmall = ["bee"]\n', encoding="utf-8")
    _topics, _lists, faults = read_folders([tmp_path / "topics"])
    assert "lists.toml:2: list 'bugs': expected the name of a list (none), found @small in '@small'" in map(str, faults)


def test_an_own_file_in_another_folder_takes_the_place_of_a_topic(tmp_path: Path) -> None:
    first = folder(tmp_path, bees=GOOD)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.toml").write_text(GOOD.replace('"Bees"', '"Mine"'), encoding="utf-8")
    topics, _lists, faults = read_folders([first, tmp_path / "own"])
    assert (faults, [each.title for each in topics]) == ([], ["Mine"])


def test_an_own_file_with_a_fault_costs_itself_and_is_told(tmp_path: Path) -> None:
    folder(
        tmp_path,
        one=GOOD.replace("weight = 3", "weight = 0"),
        two=GOOD.replace("bees", "wasps").replace("why", "wy"),
        three=GOOD.replace("bees", "ants"),
        parity='topic = "parity"\ntitle = ',
    )
    found = load_rules(tmp_path)
    slugs = {topic.slug for topic in found.topics}

    assert {"ants", "parity", "mental-health"} <= slugs
    assert not {"bees", "wasps"} & slugs
    assert found.resting == {"bees", "wasps"}
    assert {fault.partition(":")[0] for fault in found.faults} == {"one.toml", "two.toml", "parity.toml"}


def test_a_list_with_a_fault_costs_what_needs_it(tmp_path: Path) -> None:
    needs = GOOD.replace("bees", "wasps").replace("@wasps", "@bugs")
    folder(tmp_path, lists="[lists]\nbugs = [3]\n", ants=GOOD.replace("bees", "ants"), wasps=needs)
    found = load_rules(tmp_path)

    assert "ants" in {topic.slug for topic in found.topics}
    assert "wasps" in found.resting
    assert any(fault.startswith("lists.toml") for fault in found.faults)


def test_two_files_of_one_slug_are_a_fault(tmp_path: Path) -> None:
    assert any("found 'bees' again" in each for each in faults_of(tmp_path, one=GOOD, two=GOOD))


def test_a_topic_takes_over_the_rules_of_another(tmp_path: Path) -> None:
    more = 'topic = "wasps"\ntitle = "W"\nwhy = "Wasps."\ninclude = ["bees"]\n'
    topics, _lists, faults = read_folders([folder(tmp_path, bees=GOOD, wasps=more)])
    assert faults == []
    assert [rule.id for rule in next(each for each in topics if each.slug == "wasps").rules] == ["bees", "spelling"]


def test_a_circle_of_includes_is_named(tmp_path: Path) -> None:
    one = GOOD.replace('topic = "bees"', 'topic = "bees"\ninclude = ["wasps"]')
    two = GOOD.replace('topic = "bees"', 'topic = "wasps"\ninclude = ["bees"]')
    assert any("expected no circle, found bees → wasps → bees" in each for each in faults_of(tmp_path, a=one, b=two))


def test_an_example_that_does_not_hold_is_named_with_its_rule(tmp_path: Path) -> None:
    topics, _lists, _faults = read_folders([folder(tmp_path, bees=GOOD.replace("Protects whales", "Protects bees"))])
    told = [str(fault) for fault in broken_examples(topics)]
    assert told == ["bees.toml:11: rule 'bees': expected it to ignore its example 'Protects bees'"]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    topics = folder(tmp_path)
    (topics / "x.toml").write_bytes(b"\xff\xfe\x00")
    _topics, _lists, faults = read_folders([topics])
    assert "UTF-8" in str(faults[0])


def test_the_version_changes_with_the_file_and_with_shared_lists(tmp_path: Path) -> None:
    topics = folder(tmp_path, bees=GOOD)
    first = read_folders([topics])[0][0].version
    (topics / "lists.toml").write_text('[lists]\nfishes = ["fish"]\n')
    second = read_folders([topics])[0][0].version
    assert first != second


@given(st.text(max_size=200))
def test_any_text_as_a_topic_file_is_refused_in_words(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.toml"
        path.write_text(text, encoding="utf-8", errors="replace")
        with pytest.raises(RuleError):
            read_topic(path)
