"""The skeleton of a testimony: what is known stands in it, what is not is a blank, and hostile words stay words."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sqlalchemy import Engine

from tests.command import tracker
from tests.core.test_ingest import visit
from tests.deadlines.places import book, hearing, kept, place, rule
from tests.records import bill
from tests.records import hearing as hearing_of_congress
from tracker import clock
from tracker.db.engine import connect, reading
from tracker.errors import UsageProblem
from tracker.records.items import Abstract
from tracker.settings import load
from tracker.testimony.parser import rulebook
from tracker.testimony.rulebook import CHECK, Rulebook
from tracker.testimony_kit.draft import SUMMARY, Block, Facts, blocks, facts, gathered
from tracker.testimony_kit.draft_formats import form_of, written

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
START = dt.datetime(2026, 12, 2, 13)
HOSTILE = [
    "x\r\n# Not a heading", "END:VEVENT", "a\0b", "y" * 10_000, "🧠 mental health 💚", "\u202eevil", "<script>alert(1)</script>",
    "[click](javascript:alert(1))", "![x](http://evil.example)", "{{ 7 * 7 }}", "{% for x in y %}", "# heading", "_ blank", "! note",
    "- item", "> quote", "| a | b |", "```\ncode", "&lt;b&gt;", '=HYPERLINK("x")', "עברית", "\ue000# x", "\uffff", "1. one", "12) two", "&#60;b&#62;", "<http://evil.example>", "*b* _i_ ~~s~~",
]  # fmt: skip


def known(rules: Rulebook | None = None, position: str | None = None, place_code: str = "us-md", **told) -> Facts:
    made = hearing(START, code=place_code, **told) if told.pop("heard", True) else None
    return facts(
        rules or rulebook(),
        bill=f"{place_code}/2026/HB12", identifier="HB 12", session="2026", jurisdiction=place_code, title="Crisis Care Act",
        stored=kept(made) if made else None, position=position, now=NOW,
    )  # fmt: skip


def text(found: Facts) -> str:
    return "\n".join(f"{block.kind}: {block.text}" for block in blocks(found))


def test_what_is_known_stands_in_it() -> None:
    told = text(
        known(
            place_code="us-wa",
            position="support",
            committee="Senate Committee on Health",
            name="Health",
            chamber="upper",
        )
    )
    assert "title: Testimony on HB 12" in told
    assert "item: Committee: Senate Committee on Health" in told
    assert "item: Place: Washington State Legislature" in told
    assert "item: Hearing: Wednesday, December 2, 2026, 10 a.m. PST" in told
    assert "item: Where: Room 1" in told
    assert "item: Title: Crisis Care Act" in told
    assert "text: I ask you to support HB 12." in told
    assert "At most 5,000 characters." in told
    assert "Written testimony, until Thursday, December 3, 2026" in told
    assert "988" in told
    assert "blank: your own story" in told


@pytest.mark.parametrize("kept_in", ["Pacific/Honolulu", "UTC", "America/New_York"])
def test_the_hour_is_that_of_the_place_whatever_zone_the_source_keeps(kept_in: str) -> None:
    start = dt.datetime(2026, 12, 2, 13, tzinfo=ZoneInfo("Pacific/Honolulu")).astimezone(ZoneInfo(kept_in))
    made = kept(hearing(start.replace(tzinfo=None), kept_in, code="us-hi"))
    told = text(facts(
        rulebook(), bill="us-hi/2026/HB1", identifier="HB 1", session="2026", jurisdiction="us-hi", title="T", stored=made,
        position=None, now=NOW,
    ))  # fmt: skip
    assert "item: Hearing: Wednesday, December 2, 2026, 1 p.m. HST" in told
    assert "until Tuesday, December 1, 2026, 1 p.m. HST" in told


def test_nothing_is_invented() -> None:
    told = text(facts(
        Rulebook(), bill="us-zz/1/HB1", identifier="HB 1", session="1", jurisdiction="us-zz", title="", stored=None, position=None, now=NOW,
    ))  # fmt: skip
    for blank in (
        "the committee",
        "day and hour of the hearing",
        "room or link",
        "the title of the bill",
        "your position",
        "until when",
        "minutes to speak",
    ):
        assert f"blank: {blank}" in told, blank
    assert "note: No coming hearing of this bill is known" in told
    assert "note: We know no rules of this place" in told
    assert "None" not in told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"all_day": True, "time_qualifier": "date-only"}, "The hour is not published."),
        ({"time_qualifier": "upon-adjournment", "time_text": "upon adjournment"}, "not before Wednesday"),
        ({"status": "cancelled"}, "This hearing is canceled"),
        ({"status": "postponed"}, "This hearing is postponed"),
        ({"status": "passed"}, "This hearing is over."),
    ],
)
def test_what_is_odd_about_the_hearing_is_said(told: dict, words: str) -> None:
    assert words in text(known(**told))


def test_an_impossible_date_is_a_blank() -> None:
    made = hearing(dt.datetime(1, 1, 2, 9), code="us-md")
    told = text(facts(
        rulebook(), bill="us-md/1/HB1", identifier="HB 1", session="1", jurisdiction="us-md", title="T", stored=kept(made), position=None, now=NOW,
    ))  # fmt: skip
    assert "blank: day and hour of the hearing" in told
    assert "impossible date" in told


def test_where_nobody_is_heard_something_else_is_suggested() -> None:
    told = text(known(place_code="us-ok"))
    assert "note: No testimony of the public is taken at this hearing." in told
    assert "note: Write to or call the members of the committee" in told


def test_where_nobody_is_heard_that_is_said_without_a_hearing_too() -> None:
    told = text(facts(
        rulebook(), bill="us-ok/1/HB1", identifier="HB 1", session="1", jurisdiction="us-ok", title="T", stored=None, position=None, now=NOW,
    ))  # fmt: skip
    assert "note: No public testimony is taken." in told
    assert "note: Write to or call the members of the committee" in told


def test_a_rule_that_is_not_confirmed_says_so() -> None:
    rules = book(place(rule("PT24H before start", confidence="low", limit="One page.")))
    assert text(known(rules)).count(CHECK) == 2


def readable(body: bytes, form: str) -> str:
    """All words of the finished file, as a reader would see them."""
    if form == "docx":
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(body)).paragraphs)
    if form == "md":
        return body.decode()
    words: list[str] = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(body.decode())
    return "".join(words)


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_every_form_holds_every_line(form: str) -> None:
    found = blocks(known(position="oppose"))
    told = " ".join(readable(written(found, form), form).replace("\\", "").split())
    for block in found:
        assert block.text in told


@pytest.mark.parametrize("form", ["md", "html", "docx"])
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str, form: str) -> None:
    plain = known(position="support")
    rules = book(place(rule("PT24H before start", how=words, limit=words, requires=(words,), who=words)))
    made = facts(
        rules, bill="us-md/2026/HB12", identifier=words, session=words, jurisdiction="us-md", title=words, position="support", now=NOW,
        stored=kept(hearing(START, committee=words, location=words, time_qualifier="not-before", time_text=words)),
    )  # fmt: skip
    found = blocks(made)
    assert {block.kind for block in found} == {block.kind for block in blocks(plain)}
    assert sum(block.kind in {"title", "heading"} for block in found) == 8 + 1
    assert all("\n" not in block.text and len(block.text) < 3_000 for block in found)
    body = written(found, form)
    if form == "docx":
        assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
        assert Document(io.BytesIO(body)).paragraphs
    elif form == "html":
        assert tags(body) <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "ul", "li", "p"}
    else:
        lines = body.decode().splitlines()
        assert sum(line.startswith("#") for line in lines) == 9
        assert not any(line.startswith(("```", "|", "=")) for line in lines)
        assert tags(MarkdownIt().enable(["table", "strikethrough"]).render(body.decode()).encode()) <= {
            "h1", "h2", "ul", "li", "p", "blockquote", "strong",
        }  # fmt: skip


def tags(body: bytes) -> set[str]:
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: found.add(tag)
    parser.feed(body.decode())
    return found


@settings(max_examples=30, deadline=None)
@given(st.text(), st.text())
@example("___a", "b_")
def test_any_words_make_a_document(one: str, other: str) -> None:
    names = {field.name for field in fields(Facts)} - {"position", "manner", "language"}
    told = {
        name: (one, other) if name in {"when_notes", "dues", "ways", "limits", "closed", "warnings"} else one
        for name in names
    }
    found = blocks(Facts(**told, position="neutral"))
    told = sum(block.kind in {"title", "heading"} for block in found)
    assert told == 9 + any(block.text == "What the bill would do" for block in found)
    for form in ("md", "html", "docx"):
        body = written(found, form)
        assert body
    assert tags(MarkdownIt().render(written(found, "md").decode()).encode()) <= {
        "h1",
        "h2",
        "ul",
        "li",
        "p",
        "blockquote",
        "strong",
    }


def test_the_form_follows_the_name_of_the_file() -> None:
    assert form_of(None, None) == "md"
    assert form_of(None, Path("x.DOCX")) == "docx"
    assert form_of("html", None) == "html"
    assert form_of("html", Path("x")) == "html"
    for asked, out in (("md", Path("x.docx")), (None, Path("x.pdf")), ("docx", None)):
        with pytest.raises(UsageProblem, match="expected"):
            form_of(asked, out)


@pytest.fixture
def stored() -> Iterator[Engine]:
    engine = connect(load().url)
    with clock.as_of(dt.date(2026, 11, 20)):
        visit(engine, [bill(1), bill(2, title="Highway Act"), hearing_of_congress()])
    yield engine
    engine.dispose()


@pytest.mark.slow
def test_on_the_command_line(stored: Engine, tmp_path: Path) -> None:
    day = ("--as-of", "2026-11-20")
    done = tracker("testimony", "draft", "us/119/HR1", *day)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Testimony on HR 1\n")
    assert "Only invited witnesses speak" in done.stdout
    out = tmp_path / "mine.docx"
    assert tracker("testimony", "draft", "us/HR1", "--position", "support", "--out", str(out), *day).returncode == 0
    assert Document(str(out)).paragraphs[0].text == "Testimony on HR 1"
    before = out.read_bytes()
    again = tracker("testimony", "draft", "us/119/HR1", "--out", str(out), *day)
    assert (again.returncode, out.read_bytes()) == (2, before), "somebody may have filled it in"
    assert tracker("testimony", "draft", "us/119/HR1", "--out", str(out), "--replace", *day).returncode == 0
    assert "No coming hearing" in tracker("testimony", "draft", "us/119/HR2", *day).stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["us/119/HR99"], "no stored bill is named 'us/119/HR99'"),
        (["nonsense"], "no bill is named 'nonsense'"),
        (["us/119/HR2", "--hearing", "us/senate-1"], "expected a hearing that hears us/119/HR2"),
        (["us/119/HR1", "--format", "docx"], "--out"),
        (["us/119/HR1", "--format", "pdf"], "pdf"),
        (["us/119/HR1", "--position", "maybe"], "maybe"),
        (["us/119/HR1", "--out", "/nowhere/at/all.md"], "expected a file that can be written"),
    ],
)
def test_wrong_use_is_said(stored: Engine, words: list[str], said: str) -> None:
    done = tracker("testimony", "draft", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


MARKS = [
    *"_*`[]()<>!#-+=|~&;\\1a. :@\"'é",
    "12",
    "345. ",
    "7)",
    "\ue001",
    "http://x.y",
    "amp",
    "&amp;",
    "<a>",
    "\u3000",
]


@pytest.mark.parametrize("kind", ["title", "heading", "item", "blank", "note", "text"])
@given(st.lists(st.sampled_from(MARKS), max_size=12).map(lambda parts: " ".join("".join(parts).split())).filter(bool))
@example("+")
@example("\\;)&#- #")
@example("___a b_")
@example("123. one")
def test_markdown_shows_the_very_words(kind: str, words: str) -> None:
    shown = MarkdownIt().enable(["table", "strikethrough"]).render(written([Block(kind, words)], "md").decode())
    assert tags(shown.encode()) <= {"h1", "h2", "ul", "li", "p", "blockquote", "strong"}
    assert words in " ".join(readable(shown.encode(), "html").split())


@pytest.mark.parametrize(
    ("manner", "there", "gone"),
    [
        ("speak", ("in three minutes", "in one minute", "Thank you for hearing me."), ("Your letter",)),
        (
            "write",
            ("Your letter", "This is my written testimony on HB 12."),
            ("minutes (about", "in one minute", "clock"),
        ),
        (None, ("in three minutes", "in one minute", "Your letter"), ()),
    ],
)
def test_speaking_and_writing_have_their_own_letter(manner, there, gone) -> None:
    told = text(replace(known(position="support"), manner=manner))
    for words in there:
        assert words in told, words
    for words in gone:
        assert words not in told, words
    assert told.count("I ask you to support HB 12.") == {"speak": 2, "write": 1, None: 3}[manner]


def test_a_draft_in_spanish_says_in_spanish_all_that_is_not_the_words_of_others() -> None:
    made = facts(
        rulebook(), bill="us-wa/2026/HB12", identifier="HB 12", session="2026", jurisdiction="us-wa", title="Crisis Care Act",
        stored=kept(hearing(START, code="us-wa", time_qualifier="date-only", all_day=True)), position="oppose", now=NOW, language="es",
    )  # fmt: skip
    told = text(made)
    assert "title: Testimonio sobre HB 12" in told
    assert "Les pido que no apoyen HB 12." in told
    assert not re.search(
        r"Fill in|your own story|Sign up|Register|trusted|Thank you|How to|Chair and|until (the|Mon|Tue|Wed|Thu|Fri)",
        told,
    )
    assert "Testimonio por escrito, hasta el " in text(made)
    assert "No se publica la hora." in text(made)
    body = written(blocks(made), "md", "es").decode()
    assert "\\[Complete: su propia historia" in body
    assert '<html lang="es">' in written(blocks(made), "html", "es").decode()


@pytest.mark.parametrize(("language", "locale"), [("en", "en-US"), ("es", "es-US")])
def test_a_word_file_says_its_language(language, locale) -> None:
    body = written(blocks(replace(known(), language=language)), "docx", language)
    styles = zipfile.ZipFile(io.BytesIO(body)).read("word/styles.xml").decode()
    assert re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles) == [locale]
    assert Document(io.BytesIO(body)).core_properties.language == locale


LONG = " ".join(f"Sentence number {number} says what the bill would do." for number in range(60))


@pytest.mark.parametrize(
    ("told", "summary"),
    [
        ((), None),
        ((Abstract(abstract="  "),), None),
        ((Abstract(abstract="Pays for\ncrisis  lines."),), "Pays for crisis lines."),
        ((Abstract(abstract="Old."), Abstract(abstract="New.")), "New."),
    ],
)
def test_the_summary_is_the_newest_official_one_in_one_paragraph(sqlite_engine, told, summary) -> None:
    with clock.as_of(NOW):
        visit(sqlite_engine, [bill(1, abstracts=told), bill(2, abstracts=(Abstract(abstract=LONG),))])
    with reading(sqlite_engine) as connection:
        found = [
            gathered(connection, rulebook(), f"us/119/HR{number}", hearing=None, position=None, now=NOW)
            for number in (1, 2)
        ]
    assert found[0].summary == summary
    assert ("The official summary says" in text(found[0])) == (summary is not None)
    assert found[1].summary is not None
    assert len(found[1].summary) <= SUMMARY + 2
    assert found[1].summary.endswith("would do. …")
