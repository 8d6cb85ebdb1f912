"""A topic finds what it names in every way that laws write it; what a person asks for is taken by the letter."""

from __future__ import annotations

import pytest

from tracker.rules import load_rules
from tracker.rules.examples import example
from tracker.rules.query import phrase_words, read_query
from tracker.rules.twins import twins


@pytest.mark.parametrize(
    ("phrase", "ways"),
    [
        ("phone only", {"phone only", "telephone only"}),
        ("telehealth", {"telehealth", "tele health"}),
        ("tele psychiatr*", {"tele psychiatr*", "telepsychiatr*"}),
        ("telephone", {"telephone", "phone"}),
        ("co responder", {"co responder", "coresponder"}),
        ("post partum", {"post partum", "postpartum"}),
        ("antidepressant", {"antidepressant", "anti depressant"}),
        (
            "inpatient health care",
            {"inpatient health care", "in patient health care", "inpatient healthcare", "in patient healthcare"},
        ),
        ("co op", {"co op"}),
        ("salud mental de ninos", {"salud mental de ninos"}),
        ("suicide", {"suicide"}),
    ],
)
def test_a_phrase_is_written_in_these_ways(phrase: str, ways: set[str]) -> None:
    written = [" ".join(words) for words in twins(tuple(phrase.split()))]
    assert (written[0], set(written)) == (phrase, ways)


def test_a_topic_flags_whatever_it_names_in_every_way_to_write_it() -> None:
    rules = load_rules()
    named = dict.fromkeys(("mental-health-by-name", "conditions", "treatments", "psychedelics"), "mental-health")
    named |= {"addiction-care": "substance-use", "substance-use": "substance-use"}
    wanted = [
        (" ".join(way), topic)
        for name, topic in named.items()
        for phrase in rules.lists[name]
        if not phrase.startswith("=")
        for way in twins(phrase_words(phrase))
    ]
    titles = [example(f"An act concerning {words.replace('*', '')}") for words, _topic in wanted]
    flagged = [
        {verdict.topic for verdict in verdicts if verdict.flagged} for _title, verdicts in rules.judge_many(titles)
    ]
    missed = [words for (words, topic), topics in zip(wanted, flagged, strict=True) if topic not in topics]
    assert len(wanted) > 300
    assert not missed


def test_only_topics_are_read_in_all_ways() -> None:
    assert str(read_query("phone NEAR/3 therapy")) == '"phone" NEAR/3 "therapy"'
    assert str(read_query("phone NEAR/3 therapy", in_all_ways=True)) == '("phone" OR "telephone") NEAR/3 "therapy"'
    assert str(read_query('="phone"', in_all_ways=True)) == '="phone"'
