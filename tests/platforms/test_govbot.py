"""Bills from git: real repositories, whatever happens to their history."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from spiders.kit.options import Options
from spiders.kit.validators import Validators
from spiders.platforms import govbot_seen
from spiders.platforms.govbot import Govbot, first_copies
from spiders.platforms.openstates_places import zone
from spiders.platforms.openstates_vote import vote
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, ScrapedBill, Unchanged, Unreadable
from tracker.settings import Settings

NOW = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)
SESSIONS = "country:us/state:wa/sessions"


class Remote:
    """A repository such as govbot publishes, on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet")
        for name, value in {
            "uploadpack.allowFilter": "true",
            "uploadpack.allowAnySHA1InWant": "true",
            "user.email": "govbot@example.org",
            "user.name": "govbot",
            "core.protectNTFS": "false",
        }.items():
            self.git("config", name, value)

    def git(self, *words: str, given: bytes | None = None) -> str:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", "-C", str(self.folder), *words], input=given, capture_output=True, env=environment, check=True
        )
        return done.stdout.decode().strip()

    def write(self, path: str, content: Any) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())

    def commit(self, *options: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "nightly", *options)


def bill(number: int, *, session: str = "2025-2026", day: str = "2026-02-06", **more: Any) -> dict[str, Any]:
    return {
        "legislative_session": session,
        "identifier": f"SB {number}",
        "title": f"An act on matter {number}",
        "from_organization": '~{"classification": "upper"}',
        "classification": ["bill"],
        "jurisdiction": {"id": "ocd-jurisdiction/country:us/state:wa/government"},
        "actions": [
            {"description": "First reading.", "date": day, "organization_id": '~{"classification": "upper"}', "classification": ["introduction"]}
        ],
        "sources": [{"url": f"https://example.org/{number}"}],
        **more,
    }  # fmt: skip


VOTE = {
    "motion_text": "Third reading",
    "start_date": "2026-02-07",
    "result": "pass",
    "organization": '~{"classification": "upper"}',
    "votes": [{"option": "yes", "voter_name": "Dhingra"}, {"option": "no", "voter_name": "Short"}],
    "counts": [{"option": "yes", "value": 30}, {"option": "no", "value": 19}],
    "sources": [{"url": "https://example.org/vote"}],
}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    if shutil.which("git") is None:
        pytest.skip("git is missing")
    made = Remote(tmp_path / "remote" / "wa-legislation")
    for number in range(1, 5):
        made.write(f"{SESSIONS}/2025-2026/bills/SB{number}/metadata.json", bill(number))
    made.write(f"{SESSIONS}/2025-2026/bills/SB1/logs/20260207T000000Z.vote_event.pass.upper.json", VOTE)
    made.write(f"{SESSIONS}/2025-2026/bills/SB9/placeholder.json", {})
    made.write(".windycivi/latest_timestamp_seen.txt", b"1")
    made.commit()
    return made


class Reader:
    """Visits by one operator, who keeps the stamps of what was stored."""

    def __init__(self, tmp_path: Path) -> None:
        self.url = f"file://{tmp_path}/remote/{{place}}-legislation"
        self.data = tmp_path / "data"
        self.stamps: dict[str, str] = {}

    def visit(
        self, place: str | None = "us-wa", now: dt.datetime = NOW, session: str | None = None, **more: Any
    ) -> list[Any]:
        settings = Settings(data_dir=self.data, govbot_url=self.url, **more)
        asked = Options(
            settings=settings, now=now, jurisdiction=place, session=session, stamps=self.stamps, validators=Validators()
        )
        found = list(Govbot(asked=asked).first())
        self.stamps |= {each.id: each.stamp for each in found if isinstance(each, ScrapedBill) and each.stamp}
        return found


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def ids(found: list[Any], kind: type) -> list[str]:
    return sorted(each.id for each in found if isinstance(each, kind))


EVERY = [f"us-wa/2025-2026/SB{number}" for number in range(1, 5)]


def test_a_copy_is_read_and_an_unchanged_night_reads_nothing(remote: Remote, reader: Reader):
    first, second = reader.visit(), reader.visit()

    assert ids(first, ScrapedBill) == EVERY
    assert (ids(second, ScrapedBill), ids(second, Unchanged)) == ([], EVERY)
    assert [each for each in first + second if isinstance(each, (Problem, Unreadable))] == []
    (voted,) = (each for each in first if isinstance(each, ScrapedBill) and each.votes)
    assert [(each.option, each.value) for each in voted.votes[0].counts] == [("no", 19), ("yes", 30)]
    assert (voted.votes[0].result, voted.votes[0].organization) == ("pass", "upper")
    assert [(each.option, each.voter) for each in voted.votes[0].ballots] == [("yes", "Dhingra"), ("no", "Short")]


def test_a_changed_file_is_read_alone_also_after_a_history_was_rewritten(remote: Remote, reader: Reader):
    reader.visit()
    remote.write(f"{SESSIONS}/2025-2026/bills/SB2/metadata.json", bill(2, title="Another title"))
    remote.commit("--amend")
    remote.git("reflog", "expire", "--expire=now", "--all")
    remote.git("gc", "--quiet", "--prune=now")
    found = reader.visit()

    assert ids(found, ScrapedBill) == [EVERY[1]]
    assert ids(found, Unchanged) == [EVERY[0], *EVERY[2:]]


def test_a_daily_mark_alone_is_no_news(remote: Remote, reader: Reader):
    reader.visit()
    remote.write(".windycivi/latest_timestamp_seen.txt", b"2")
    remote.commit()

    assert ids(reader.visit(), ScrapedBill) == []


def test_a_session_that_rotates_away_leaves_what_was_stored(remote: Remote, reader: Reader):
    reader.visit()
    shutil.rmtree(remote.folder / SESSIONS / "2025-2026")
    remote.write(f"{SESSIONS}/2027-2028/bills/SB1/metadata.json", bill(1, session="2027-2028", day="2027-01-12"))
    remote.commit()
    found = reader.visit(now=NOW.replace(year=2027, month=1, day=15))

    assert (ids(found, ScrapedBill), ids(found, Unchanged)) == (["us-wa/2027-2028/SB1"], [])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("SB5/metadata.json", b" " * 80_000_000, "at most 16000000 bytes, found 80000000"),
        ("SB5/metadata.json", b"{", "wanted JSON"),
        ("SB5/metadata.json", b"[]", "wanted an object"),
        (
            "SB5/metadata.json",
            bill(5, jurisdiction={"id": "ocd-jurisdiction/country:us/state:or/government"}),
            "of us-or",
        ),
        ("SB4/logs/2.vote_event.fail.lower.json", {**VOTE, "start_date": "soon"}, "vote: "),
        ("SB4/logs/3.vote_event.pass.lower.json", {**VOTE, "bill_identifier": "SB 0009"}, "wanted a vote on SB4"),
        ("SB5/metadata.json", {**bill(5), "title": None}, "title"),
    ],
)
def test_a_bad_file_costs_itself(remote: Remote, reader: Reader, name: str, content: Any, told: str):
    remote.write(f"{SESSIONS}/2025-2026/bills/{name}", content)
    remote.commit()
    found = reader.visit()
    (fault,) = (each for each in found if isinstance(each, Unreadable))

    assert ids(found, ScrapedBill) == EVERY
    assert told in fault.reason


def test_a_hostile_tree_writes_nothing_outside(remote: Remote, reader: Reader, tmp_path: Path):
    blob = remote.git("hash-object", "-w", "--stdin", given=json.dumps(bill(7)).encode())
    link = remote.git("hash-object", "-w", "--stdin", given=b"/etc/passwd")
    tree = remote.git(
        "mktree",
        given=f"100644 blob {blob}\t..\n100644 blob {blob}\tmetadata.json\n120000 blob {link}\tlogs\n".encode(),
    )
    for name in ("SB7", "bills", "2025-2026", "sessions", "state:wa", "country:us"):
        tree = remote.git("mktree", given=f"040000 tree {tree}\t{name}\n".encode())
    commit = remote.git("commit-tree", "-m", "hostile", tree)
    remote.git("update-ref", "HEAD", commit)
    before = {file for file in tmp_path.rglob("*") if reader.data not in file.parents}
    found = reader.visit()

    assert ids(found, ScrapedBill) == ["us-wa/2025-2026/SB7"]
    assert {file for file in tmp_path.rglob("*") if reader.data not in file.parents} - before <= {reader.data}


def test_half_a_copy_is_made_anew(remote: Remote, reader: Reader):
    reader.visit()
    for pack in (reader.data / "govbot" / "us-wa" / "objects").rglob("*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[:20])
    (reader.data / "govbot" / "us-wa" / "HEAD").write_text("garbage")
    found = reader.visit()

    assert [each for each in found if isinstance(each, Problem)] == []
    assert ids(found, Unchanged) == EVERY


def test_a_bill_in_two_folders_is_the_one_that_goes_further_every_night(remote: Remote, reader: Reader):
    further = f"{SESSIONS}/2025-2026/bills/SB0003"
    remote.write(f"{further}/metadata.json", bill(3, day="2026-02-09", title="Further on"))
    remote.write(f"{SESSIONS}/2025-2026/bills/SB3/logs/20260207T000000Z.vote_event.pass.upper.json", VOTE)
    remote.commit()
    first, second = reader.visit(), reader.visit()

    assert ids(first, ScrapedBill) == EVERY
    (third,) = (each for each in first if isinstance(each, ScrapedBill) and each.identifier == "SB3")
    assert (third.title, len(third.votes)) == ("Further on", 1)
    assert ids(second, ScrapedBill) == []
    assert ids(second, Unchanged) == EVERY


def test_an_old_copy_is_told_while_the_place_sits_and_where_it_missed_the_end(remote: Remote, reader: Reader):
    planned = bill(4)
    planned["actions"] = [*planned["actions"], {**planned["actions"][0], "date": "2035-03-01"}]  # as one place had it
    remote.write(f"{SESSIONS}/2025-2026/bills/SB4/metadata.json", planned)
    remote.commit()
    assert not [each for each in reader.visit() if isinstance(each, Problem)]
    (old,) = (each for each in reader.visit(now=NOW + dt.timedelta(days=12)) if isinstance(each, Problem))
    assert (old.kind, "2026-02-06" in old.reason) == ("old-copy", True)
    after = NOW + dt.timedelta(days=150)
    assert not [each for each in reader.visit(now=after) if isinstance(each, Problem)], "the session ended on March 12"
    for number in range(1, 5):
        remote.write(f"{SESSIONS}/2025-2026/bills/SB{number}/metadata.json", bill(number, day="2026-01-20"))
    remote.commit()
    (reader.data / "govbot" / "us-wa.newest-action").unlink()
    (old,) = (each for each in reader.visit(now=after) if isinstance(each, Problem))
    assert "2026-01-20, while the legislature sat until 2026-03-12" in old.reason


def extracted(words: str) -> bytes:
    """A text as govbot keeps it, below a head of its own."""
    head = "Title: \nOfficial Title: \nSource: versions - As Introduced\nMedia Type: application/pdf\n"
    return f"{head}\n{'=' * 80}\n\n{words} {'to be enacted ' * 8}".encode()


def test_texts_are_fetched_for_what_may_matter(remote: Remote, reader: Reader):
    versions = [
        {"note": note, "links": [{"url": f"https://example.org/{last}"}]}
        for note, last in (("Public Act No. 26-6", "act"), ("As Passed", "p.pdf"), ("As Introduced", "i.pdf"))
    ]
    for number, title in ((1, "Roads"), (2, "Mental health parity"), (3, "Suicide prevention")):
        folder = f"{SESSIONS}/2025-2026/bills/SB{number}"
        remote.write(f"{folder}/metadata.json", bill(number, title=title, versions=versions))
        for name in ("bill_content_Public_Act_No_26_6", "i_As_Introduced", "p_As_Passed"):
            shell = b"You need to enable JavaScript to run this app."
            remote.write(f"{folder}/files/{name}_extracted.txt", shell if number == 3 else extracted(name))
    remote.commit()
    texts = {each.identifier: each.text for each in reader.visit() if isinstance(each, ScrapedBill)}

    act = texts.pop("SB2")
    assert act is not None
    assert act.startswith("bill_content_Public_Act_No_26_6 to be enacted")
    assert texts == {"SB1": None, "SB3": None, "SB4": None}


@pytest.mark.parametrize(
    ("place", "more", "kind"),
    [
        ("us-zz", {}, "wrong-jurisdiction"),
        ("us-as", {}, "wrong-jurisdiction"),
        ("us-or", {}, "http-404"),
        ("us-wa", {"govbot_disk_mb": 0}, "disk-budget"),
    ],
)
def test_what_cannot_be_copied_is_a_problem(
    remote: Remote, reader: Reader, place: str, more: dict[str, Any], kind: str
):
    assert [each.kind for each in reader.visit(place, **more) if isinstance(each, Problem)] == [kind]


def test_without_git_it_says_what_is_missing(remote: Remote, reader: Reader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    (problem,) = reader.visit()
    assert (problem.kind, "install" in problem.reason) == ("no-git", True)


@pytest.mark.parametrize(("code", "session", "ours"), [("gu", "38", "38"), ("mp", "24", "24"), ("vi", "36", "36")])
def test_territories_are_read_as_states_are(reader: Reader, remote: Remote, code: str, session: str, ours: str):
    there = Remote(remote.folder.parent / f"{code}-legislation")
    told = {**bill(12, session=session), "jurisdiction": f"ocd-jurisdiction/country:us/territory:{code}/government"}
    there.write(f"country:us/territory:{code}/sessions/{session}/bills/SB12/metadata.json", told)
    there.commit()
    assert ids(reader.visit(f"us-{code}"), ScrapedBill) == [f"us-{code}/{ours}/SB12"]
    assert not [each for each in reader.visit(f"us-{code}") if isinstance(each, Problem)]


def test_the_places_that_the_operator_chose_are_read(remote: Remote, reader: Reader):
    assert ids(reader.visit(None, govbot_places="us-wa"), ScrapedBill) == EVERY
    assert [type(each) for each in reader.visit(None)] == [NothingHere]


@pytest.mark.parametrize(
    ("told", "motion", "yes", "no", "result"),
    [
        ("fail", "Failed to pass", 20, 23, "fail"),
        ("fail", "Judiciary AM575 adopted", 40, 0, "pass"),
        ("fail", "Reported", 12, 0, "pass"),
        ("fail", "Confirmed.", 25, 0, "pass"),
        ("fail", "Motion to return to Select File failed", 21, 14, "fail"),
        ("fail", "Not adopted", 21, 14, "fail"),
        ("fail", "CO-AUTHORS (#17)", 19, 0, None),
        ("pass", "Third reading", 30, 19, "pass"),
    ],
)
def test_a_vote_that_was_lost_is_read_and_one_that_was_not_is_not_called_so(
    remote: Remote, reader: Reader, told: str, motion: str, yes: int, no: int, result: str | None
):
    row = {**VOTE, "motion_text": motion, "result": told, "counts": [{"option": "yes", "value": yes}, {"option": "no", "value": no}]}  # fmt: skip
    remote.write(f"{SESSIONS}/2025-2026/bills/SB2/logs/20260208T000000Z_vote_event_fail.json", row)
    remote.commit()
    bills = {each.identifier: each for each in reader.visit() if isinstance(each, ScrapedBill)}
    assert [(each.motion, each.result) for each in bills["SB2"].votes] == [(motion, result)]


@pytest.mark.parametrize(
    ("told", "counts"),
    [({"yes": (0,), "no": (0,)}, {"yes": 1, "no": 1}), ({"yes": (30,), "other": (2, 3)}, {"yes": 30, "other": 5})],
)
def test_a_vote_is_counted_by_its_names_where_it_was_not_and_in_parts_where_it_was(told: dict, counts: dict):
    rows = [{"option": option, "value": value} for option, values in told.items() for value in values]
    event = vote({**VOTE, "counts": rows}, zone("us-wa"))

    assert event is not None
    assert {count.option: count.value for count in event.counts} == counts


def test_an_action_on_which_nobody_voted_is_no_vote(remote: Remote, reader: Reader):
    row = {**VOTE, "result": "fail", "votes": [], "counts": [{"option": "yes", "value": 0}, {"option": "no", "value": 0}]}  # fmt: skip
    remote.write(f"{SESSIONS}/2025-2026/bills/SB2/logs/20260208T000000Z_vote_event_fail.json", row)
    remote.commit()
    found = reader.visit()
    assert [each.votes for each in found if isinstance(each, ScrapedBill) and each.identifier == "SB2"] == [()]
    assert not [each for each in found if isinstance(each, Unreadable)]


def test_what_a_copy_holds_is_kept_for_whoever_asks_what_a_place_has(remote: Remote, reader: Reader):
    settings = Settings(data_dir=reader.data)
    assert govbot_seen.seen("us-wa", settings) is None
    reader.visit(session="2023-2024")
    assert govbot_seen.seen("us-wa", settings) == govbot_seen.Seen(sessions=("2025-2026",), bills=4, votes=1, texts=0)
    assert govbot_seen.limits("us-wa", "2025-2026", settings) == ""
    assert govbot_seen.limits("us-wa", "2027-2028", settings) == "govbot holds 2025-2026, not 2027-2028"
    (reader.data / "govbot" / "us-wa.seen.json").write_text('{"bills": 1}')
    assert govbot_seen.seen("us-wa", settings) is None


def test_recorded_trees_are_read_whole(recordings: Path, tmp_path: Path):
    folder = recordings / "govbot"
    if not folder.is_dir():
        pytest.skip("the samples of repositories are not here")
    reader = Reader(tmp_path)
    for place in ("wa", "vt", "oh", "va"):
        made = Remote(tmp_path / "remote" / f"{place}-legislation")
        shutil.copytree(folder / f"{place}-legislation", made.folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
        made.commit()
        found = reader.visit(f"us-{place}", now=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
        wanted = list(made.folder.rglob("metadata.json"))
        bills = [each for each in found if isinstance(each, ScrapedBill)]
        assert len(bills) == len(wanted) > 10
        assert len({each.id for each in bills}) == len(bills), "one record, one key"
        assert [each for each in found if isinstance(each, Unreadable)] == []
        assert any(each.votes and each.votes[0].ballots for each in bills) == (place != "va")
        events = [json.loads(file.read_bytes()) for file in made.folder.rglob("bills/*/logs/*vote_event*.json")]
        told = [each for each in events if any(count["value"] for count in each["counts"]) or each["votes"]]
        assert sum(len(each.votes) for each in bills) == len(told)


def test_disk_is_told_before_a_place_is_copied_for_the_first_time(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, govbot_places="us-wa,us-xx", govbot_disk_mb=300)
    (told,) = first_copies(settings, None)
    assert told.startswith("us-wa: copied by git for the first time; a copy takes some 20 to 150 MB")
    assert "may take 300" in told
    (tmp_path / "govbot" / "us-wa").mkdir(parents=True)
    assert first_copies(settings, None) == []
    assert len(first_copies(settings, "us-ca")) == 1
