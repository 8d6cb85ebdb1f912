"""An assistant asks over standard input and output, with a real client, and is told sources, moments and gaps."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import CONGRESS, bill, hearing
from tracker import __version__
from tracker.db import search_index
from tracker.db.engine import connect
from tracker.ingest.visit import Visit
from tracker.records.items import ScrapedPerson
from tracker.settings import load

QUESTIONS: list[tuple[str, dict[str, str]]] = [
    ("search", {"query": "H.R. 1"}),
    ("search", {"query": "crisis", "place": "us-xx"}),
    ("bill", {"number": "us/HR1"}),
    ("bill", {"number": "HB 7"}),
    ("open_windows", {"place": "us-wy"}),
    ("how_to_testify", {"place": "us-ma"}),
    ("why_flagged", {"number": "hr 1"}),
    ("search", {"query": "suicied preventoin"}),
    ("bill", {"number": "WY HB 1"}),
    ("search", {"query": "hope act"}),
    ("search", {"query": "xyzzyq"}),
    ("open_windows", {}),
    ("search", {"query": "Sen. Rivéra"}),
    ("bill", {"number": "Maine HP 7"}),
]
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("bill", {"nmber": "HR 1"}, "no parameter is named 'nmber' (bill takes number)"),
    ("search", {"words": "crisis"}, "no parameter is named 'words' (search takes query, place)"),
    ("search", {}, "search: expected query, found nothing"),
    ("search", {"query": ["x"] * 1_000}, "query: expected text, found"),
    ("open_windows", {"place": None}, "place: expected text, found 'None'"),
    ("why_flagged", {"number": 10**30}, "number: expected text, found"),
    ("windows", {}, "no tool is named 'windows'; did you mean open_windows"),
    ("search", {"query": ""}, "expected a word to look for"),
    ("bill", {"number": "Suicide Prevention Act"}, "search finds bills by their words"),
    ("open_windows", {"topic": "988"}, "did you mean crisis-988? (leave it out for all topics)"),
    ("search", {"query": "-veterans"}, "expected a word that must be there"),
    ("search", {"query": "crisis stage:nonsense"}, "expected a stage"),
    ("bill", {"number": "HR 1 of the 90th Congress"}, "no stored bill is named"),
    ("how_to_testify", {"place": "Toronto"}, "no place is named 'Toronto'"),
    ("search", {"query": "\u202exyzzyq\u202c\x00"}, "as_of"),
    ("search", {"query": "'; DROP TABLE bills; --"}, "as_of"),
    ("search", {"query": "<script>" * 9_000}, "as_of"),
    ("bill", {"number": "us/119/" + "A" * 5_000}, "problem"),
]


@pytest.fixture
def answers() -> list[dict[str, Any]]:
    """What the server answers to each question, asked by a real client over stdio."""
    engine = connect(load().url)
    places = ("us-md", "us-va")
    others = [bill(7, jurisdiction=place, legislative_session="2026", identifier="HB7", sources=()) for place in places]
    hopes = [bill(20, title="Something else, with the Hope Act and more besides"), bill(21, title="Hope Act")]
    visit(engine, [bill(1), hearing(), *others, bill(9, title="Suicide Prevention Act"), *hopes])
    for session in ("131", "132"):
        visit(
            engine,
            [bill(7, jurisdiction="us-me", legislative_session=session, identifier="HP7", sources=())],
            partial=True,
        )
    with Visit(engine, "us-people", replace(CONGRESS, kind="people")) as stored:
        stored.take(ScrapedPerson(key="R1", jurisdiction="us", name="Ana Rivera", chamber="upper", district="OH"))
        stored.finish()
    with Visit(engine, "us-il-chicago-hearings", replace(CONGRESS, jurisdiction="us-il-chicago")) as stored:
        stored.take(hearing(jurisdiction="us-il-chicago", bills=()))
        stored.finish()
    search_index.refresh(engine)
    engine.dispose()

    async def ask() -> list[dict[str, Any]]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        parameters = StdioServerParameters(command=sys.executable, args=["-m", "tracker", "mcp"], env=environment)
        async with Client(parameters) as client:
            assert client.server_info.version == __version__
            tools = (await client.list_tools()).tools
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
            assert {tool.name for tool in tools} == {"search", "bill", "open_windows", "how_to_testify", "why_flagged"}
            for name, arguments, sentence in WRONG:
                (said,) = (await client.call_tool(name, arguments)).content
                assert sentence in said.text
                assert "Traceback" not in said.text
                assert "pydantic" not in said.text
                assert len(said.text) < 5_000
            results = [await client.call_tool(name, arguments) for name, arguments in QUESTIONS]
        return [json.loads(result.content[0].text) for result in results]

    return asyncio.run(ask())


def test_a_real_client_gets_answers_with_sources_moments_and_gaps(answers):
    (
        found,
        unknown,
        one,
        several,
        windows,
        testify,
        why,
        misspelled,
        unread,
        ranked,
        nothing,
        windows_of_all,
        who,
        twice,
    ) = answers
    assert all("as_of" in answer for answer in answers)
    assert found["bills"][0]["id"] == "us/119/HR1"
    assert "us-test" in {each["source"] for each in found["sources"]}
    assert "did you mean" in unknown["problem"]
    assert one["bill"]["hearings"][0]["id"] == "us/senate-1"
    assert {each["id"] for each in several["ambiguous"]} == {"us-md/2026/HB7", "us-va/2026/HB7"}
    assert all(each["session"] == "2026" for each in several["ambiguous"])
    assert windows["not_collected"] == ["us-wy"]
    assert testify["testimony"]["place"] == "us-ma"
    assert (why["id"], why["flagged"]) == ("us/119/HR1", False)
    assert (misspelled["instead"], misspelled["asked_instead"]) == ("respelled", "suicide prevention")
    assert misspelled["bills"][0]["id"] == "us/119/HR9"
    assert [each["id"] for each in ranked["bills"]] == ["us/119/HR21", "us/119/HR20"]
    assert unread["not_collected"] == ["us-wy"]
    assert (ranked["more"], nothing["more"], nothing["bills"]) == (0, 0, [])
    for of_all in (nothing, windows_of_all):
        assert "us-wy" in of_all["not_collected"]
        assert "us" not in of_all["not_collected"]
        assert "us-il-chicago-hearings" in {each["source"] for each in of_all["sources"]}
    assert [each["id"] for each in who["people"]] == ["us/person/R1"]
    assert (twice["bill"]["id"], twice["other_sessions"]) == ("us-me/132/HP7", ["us-me/131/HP7"])
