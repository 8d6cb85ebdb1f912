"""Whoever moves from one database to the other notices nothing: the same answers, pages, freshness and plans."""

from __future__ import annotations

import ast
import datetime as dt
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.testclient import TestClient

from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import INTRODUCED, bill, hearing, notice
from tracker.db import queries, search, search_index
from tracker.db.engine import connect, reading, writing
from tracker.db.lexemes import lexemes
from tracker.db.passages import readable
from tracker.db.problems import DatabaseProblem
from tracker.jobs import queue
from tracker.records.items import Abstract
from tracker.settings import load
from tracker.web import bill_lists
from tracker.web.app import create_app
from tracker.web.bill_lists import Wanted
from tracker.web.cache import Answers, AtVersion
from tracker.web.db_version import DataVersion
from tracker.web.flagged_cache import Flagged

SHELF = {
    1: ("Behavioral Health Access Act", "Named for José Velázquez of San Germán."),
    2: ("An act on behaviour analysts", "Licenses psychology technicians; the psychological associates too."),
    3: ("Telehealth for Veterans Act", "Pays for telehealth, whatever will be."),
    4: ("Telemedicine Parity Act", "It is the same as a visit of its own kind."),
    5: ("Children's Health and mental/physical wellness", "See health/mental and www.health.example a.b for more."),
    6: ("Jose Sanchez Memorial Act", "Suicide prevention for veterans."),
    7: ("Crisis Line 9-8-8 Act", "The number 988 and S. 824 of the last Congress, 1e5 dollars."),
    8: ("Mental health parity", "Parity of mental health coverage, not of anything else."),
    9: ("Health of the mental kind", "Cares for people who are assembled by assembly."),
}
QUESTIONS = {
    "behav*": {1, 2},
    "vet*": {3, 6},
    "tele*": {3, 4},
    "telehealth OR telemedicine": {3, 4},
    "veterans NOT suicide": {3},
    "health -veterans": {1, 5, 8, 9},
    "José": {1, 6},
    "jose": {1, 6},
    "Velázquez": {1},
    "velazquez": {1},
    "Sánchez": {6},
    "san germán": {1},
    "the": {2, 4, 7, 9},
    "of": {1, 4, 7, 8, 9},
    "is it": {4},
    "will": {3},
    "no": set(),
    "its": {4},
    "health/mental": {5, 8, 9},
    "a.b": {5},
    "www.health.example": {5},
    "S. 824": {7},
    "Children's": {5},
    "childrens": {5},
    "9-8-8": {7},
    "988": {7},
    "1e5": {7},
    '"mental health"': {8},
    "mental health": {5, 8, 9},
    "health NEAR/2 mental": {5, 8},
    "psychology": {2},
    "assembly": {9},
    "title:parity": {4, 8},
    "title:veterans": {3},
    "(veterans OR parity) -suicide": {3, 4, 8},
    "parity jurisdiction:us": {4, 8},
    "parity jurisdiction:us-ma": set(),
    "behaviour": {2},
    "licenses licensed licensing": {2},
}
PLAIN = {"subject": (), "related_bills": (), "committees": (), "sponsorships": ()}


def _fill(engine: Engine) -> None:
    visit(engine, [bill(n, title=t, abstracts=(Abstract(abstract=a),), **PLAIN) for n, (t, a) in SHELF.items()])
    visit(engine, [hearing(name="Hearing on veterans"), notice(title="Rules on parity")])
    search_index.refresh(engine)


def asked(engine: Engine, words: str) -> set[int]:
    with reading(engine) as connection:
        numbered = set(search.numbered(connection, words)[0])
        rows = {row.id for row in queries.bills(connection, queries.BillQuery(words=words))}
        counted = set(connection.execute(search.keys(connection, search.asked_for(words))).scalars())
    assert rows == counted | numbered
    return {int(key.rpartition("HR")[2]) for key in counted}


def test_each_question_has_its_answer(engine: Engine):
    _fill(engine)
    assert {words: asked(engine, words) for words in QUESTIONS} == QUESTIONS


@pytest.mark.postgres
def test_each_list_begins_with_the_same_bill_on_both_databases(sqlite_engine: Engine, postgres_url: str):
    own = connect(postgres_url)
    lists = []
    for engine in (sqlite_engine, own):
        _fill(engine)
        with reading(engine) as connection:
            pages = {
                words: bill_lists.find(connection, Flagged(), Wanted(words=words, all_bills=True))
                for words in QUESTIONS
            }
        lists.append({words: [row.identifier for row in page.rows] for words, page in pages.items()})
    own.dispose()
    assert lists[0] == lists[1]


def test_what_was_found_is_marked_in_the_passage(engine: Engine):
    _fill(engine)
    with reading(engine) as connection:
        for words, marked in (
            ("jose velazquez", "«José» «Velázquez»"),
            ("psycholog*", "«psychology»"),
            ("suicide", "«Suicide»"),
        ):
            keys = list(connection.execute(search.keys(connection, search.asked_for(words))).scalars())
            assert any(marked in passage for passage in search.excerpts(connection, words, keys).values()), words


_COMMON = (ROOT / "tracker/rules/common_words.txt").read_text(encoding="utf-8").split()
_TEXTS = st.lists(
    st.sampled_from(_COMMON)
    | st.sampled_from(["José", "GERMÁN", "naïve", "HB4021", "1e5", "3rd", "9-8-8", "S.", "№ 4", "a.b@c"]),
    max_size=12,
).flatmap(
    lambda words: st.sampled_from([" ", "/", ".", "-", "'", "_", "§ ", ", "]).map(lambda between: between.join(words))
)


def _cut_by_sqlite(words: str) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='porter unicode61 remove_diacritics 2')")
        database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        database.execute("INSERT INTO t VALUES (?)", (words,))
        return [row[0] for row in database.execute('SELECT term FROM v ORDER BY "offset"')]


@given(_TEXTS)
@settings(deadline=None)
def test_words_are_cut_as_sqlite_cuts_them(words: str):
    assert list(lexemes(words)) == _cut_by_sqlite(words)


def test_common_words_in_all_their_forms_are_stemmed_as_sqlite_stems_them():
    endings = (
        "",
        "s",
        "es",
        "ed",
        "ing",
        "ly",
        "ies",
        "logy",
        "logies",
        "ational",
        "ization",
        "fulness",
        "ibly",
        "ement",
        "y",
    )
    forms = " ".join(word + ending for word in _COMMON for ending in endings if len(word) > 3)
    assert list(lexemes(forms)) == _cut_by_sqlite(forms)


@pytest.mark.parametrize("order", ["", "newest"])
def test_pages_of_a_search_show_each_bill_once_however_alike_they_are(engine: Engine, order: str):
    same = {"abstracts": (), **PLAIN}
    days = [dt.date(2026, 1, 1 + number % 3) for number in range(60)]
    dated = [
        bill(
            number + 1,
            actions=(INTRODUCED.__class__(date=day, description="Introduced", organization="lower"),),
            **same,
        )
        for number, day in enumerate(days)
    ]
    visit(engine, [*dated, *(bill(number, actions=(), **same) for number in range(61, 70))])
    search_index.refresh(engine)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        with reading(engine) as connection:
            wanted = Wanted(words="crisis", all_bills=True, order=order)
            found = bill_lists.find(connection, Flagged(), wanted, cursor=cursor, limit=7)
        seen += [row.id for row in found.rows]
        cursor = found.next
        # What is written between two pages must not shift what comes after.
        visit(engine, [bill(1000 + len(seen), abstracts=(), actions=(), title="Other", **PLAIN)])
    assert len(seen) == len(set(seen)) == 69


@pytest.mark.postgres
def test_what_is_kept_is_old_as_soon_as_an_older_transaction_commits(postgres_url: str):
    engine, other = connect(postgres_url), connect(postgres_url)
    version = DataVersion(engine)
    before = version.now()
    with other.begin() as slow:  # has its number before the younger one, and commits after it
        slow.execute(text("SELECT pg_current_xact_id()"))
        with writing(engine):
            pass
        between = version.now()
        slow.execute(text("UPDATE content_version SET number = number + 1"))
        assert version.now() == between
    with version.held() as held:
        assert held == version.now()
        with writing(engine):
            pass
        assert held == version.now()
    assert len({before, between, held, version.now()}) == 4
    engine.dispose()
    other.dispose()


@pytest.mark.postgres
def test_what_a_server_took_along_that_died_is_told_no_more_though_its_numbers_are_given_again(postgres_url: str):
    engine, other = connect(postgres_url), connect(postgres_url)
    version = DataVersion(engine)
    titles = Answers(version)
    kept = AtVersion(
        engine, version, lambda connection: connection.execute(text("SELECT max(publisher) FROM sources")).scalar()
    )
    visit(other, [bill()])

    def told(publisher: str) -> tuple[object, object]:
        with other.begin() as connection:  # the same number, and other words
            connection.execute(text("UPDATE sources SET publisher = :publisher"), {"publisher": publisher})
        with suppress(DatabaseProblem):  # the first who asks a server that died is told so
            version.now()
        with version.held(), reading(engine) as connection:
            return kept.now(), titles.to(connection, "any", lambda: publisher)

    assert told("lost") == ("lost", "lost")
    with other.begin() as connection:  # as the server that dies does to all
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert told("kept") == ("kept", "kept")
    engine.dispose()
    other.dispose()


@pytest.mark.postgres
def test_signs_of_life_and_other_databases_make_nothing_old(postgres_url: str, request: pytest.FixtureRequest):
    engine = connect(postgres_url)
    before = DataVersion(engine).now()
    queue.beat(engine, "worker of a test", "worker")
    foreign = create_engine(engine.url.set(database="postgres"))
    with foreign.begin() as connection:
        connection.execute(text("SELECT pg_current_xact_id()"))
    foreign.dispose()
    assert DataVersion(engine).now() == before
    visit(engine, [bill()])
    assert DataVersion(engine).now() != before
    engine.dispose()


PLANS = {
    "the newest bills": (Wanted(all_bills=True), "", r"Index (Only )?Scan using ix_bills_latest_action_date"),
    "the next page of them": (Wanted(all_bills=True), "after", r"Index (Only )?Scan using ix_bills_latest_action_date"),
}


@pytest.mark.postgres
@pytest.mark.parametrize("what", PLANS)
def test_the_newest_bills_are_read_by_an_index(postgres_url: str, what: str):
    wanted, after, plan = PLANS[what]
    engine = connect(postgres_url)
    visit(engine, [bill(number) for number in range(1, 40)])
    with reading(engine) as connection:
        cursor = bill_lists.find(connection, Flagged(), wanted, limit=3).next if after else ""
        assert cursor is not None
        found = bill_lists.from_table(wanted, cursor).limit(21)
        for other_way in ("seqscan", "bitmapscan", "sort", "mergejoin", "hashjoin"):  # few rows are read in any way
            connection.execute(text(f"SET enable_{other_way} = off"))
        compiled = found.compile(engine, compile_kwargs={"literal_binds": True})
        told = "\n".join(connection.execute(text(f"EXPLAIN {compiled}".replace(":", "\\:"))).scalars())
    assert re.search(plan, told), told
    assert "Sort" not in told
    engine.dispose()


def test_no_question_compares_each_row_with_each():
    """`NOT IN (SELECT …)` took hours on PostgreSQL where `NOT EXISTS` takes a second."""
    found = []
    for package in ("tracker", "spiders", "alerts"):
        for path in sorted((ROOT / package).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            found += [f"{path}: SQL" for _each in re.finditer(r"NOT IN\s*\(\s*SELECT", source)]
            found += [f"{path}:{node.lineno}" for node in ast.walk(ast.parse(source)) if _is_not_in_select(node)]
    assert not found


def _is_not_in_select(node: ast.AST) -> bool:
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or node.func.attr not in {"not_in", "notin_"}
    ):
        return False
    return any(isinstance(each, ast.Name) and each.id == "select" for each in ast.walk(node.args[0]))


@pytest.mark.postgres
def test_an_outage_is_told_as_a_wait_and_ends_by_itself(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    engine = connect(postgres_url)
    name = postgres_url.rpartition("/")[2]
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        paths = [
            "/",
            "/bills?q=health&all=1",
            "/bills/us/119/HR1",
            "/api/v1/bills",
            "/calendar.ics",
            "/hearings",
            "/readyz",
        ]
        with admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
            )
        # What no page was kept of: another topic, or another language where a page has no topic.
        other = {path: f"/es{path}" for path in ("/", "/bills/us/119/HR1", "/readyz")}
        away = {path: client.get(other.get(path, f"{path}{'&' if '?' in path else '?'}topic=parity")) for path in paths}
        posted = client.post(
            "/login", data={"name": "ana", "password": "x" * 12}, headers={"sec-fetch-site": "same-origin"}
        )
        with admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"))
        back = {path: client.get(f"/es{path}").status_code for path in ("/", "/bills", "/hearings")}
    assert {path: answer.status_code for path, answer in away.items()} == dict.fromkeys(paths, 503)
    assert all(answer.headers.get("retry-after") for path, answer in away.items() if path != "/readyz")
    assert (posted.status_code, bool(posted.headers.get("retry-after"))) == (503, True)
    assert set(back.values()) == {200}
    engine.dispose()
    admin.dispose()


def test_no_connection_left_is_told_as_a_wait(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    with TestClient(create_app(sqlite_engine, load()), raise_server_exceptions=False) as client:
        taken = []
        monkeypatch.setattr(sqlite_engine.pool, "_timeout", 0.01)
        try:
            while True:
                taken.append(sqlite_engine.connect())
        except PoolTimeout:
            answer = client.get("/hearings?all=1")
        for each in taken:
            each.close()
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


@pytest.mark.parametrize(
    ("names", "body", "told"),
    [
        ("«Crisis» Care Act", "«Crisis» Care Act\nThis bill renews grants.\nHealth", ""),
        ("«Crisis» Care Act\n«Crisis» Help Act\nAct to pay", "A bill.\nHealth", "«Crisis» Help Act"),
        (
            "Care Act",
            "…for «crisis» teams\nRep. Delgado, Ana\nEnergy",
            "…for «crisis» teams",
        ),
        ("Care Act", "the «crisis»\nteams of a county:\nmobile ones", "the «crisis» teams of a county: mobile ones"),
        ("«Crisis» Care Act", "Health", ""),
    ],
)
def test_a_passage_runs_no_line_into_the_next_and_repeats_no_title(names: str, body: str, told: str):
    assert readable(names, body, "Crisis Care Act") == told
