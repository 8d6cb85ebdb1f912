"""Keep the lists of bills that a coalition works on: a file a list, a bill a line, to be written by hand too.

They lie in the folder `lists` of the data folder as NAME.txt: the bill, then `support`, `oppose` or `watch` where there is a position,
then a note. Who follows a list is told of what is on it at that moment. What this program does not understand stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tracker.errors import UsageProblem
from tracker.records.text import line as clean_line
from tracker.settings import load
from tracker.system import file_lock, private_folder, write_private
from tracker.vocabulary import nearest

POSITIONS: Final = ("support", "oppose", "watch")
NOTE_LIMIT: Final = 500
MOST: Final = 2_000
"""Bills on one list."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")
_BILL: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}/[^/\s]{1,40}/[A-Z0-9]{1,40}\Z")
_LINE: Final = re.compile(
    r"\s*(?P<bill>[^\s#]+)(?:\s+(?P<position>support|oppose|watch)(?=[\s#]|\Z))?\s*#?(?P<note>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A bill on a list."""

    bill: str
    position: str = ""
    """One of POSITIONS, or empty where the coalition has none."""
    note: str = ""

    @property
    def line(self) -> str:
        """Its line of the file."""
        return " ".join(filter(None, (self.bill, self.position, self.note and f"# {self.note}")))


@dataclass(frozen=True, slots=True)
class BillList:
    """What is on a list: each bill once, and the lines that name none."""

    bills: tuple[Listed, ...] = ()
    unread: tuple[str, ...] = ()
    """Sentences, one a line that could not be read."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of an edit, by bill."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """For people, in a line."""
        parts = (
            f"{len(getattr(self, name))} {name}" for name in ("added", "changed", "removed") if getattr(self, name)
        )
        return ", ".join(parts) or "nothing changed"


def checked(name: str) -> str:
    """The name of a list that is kept; raises UsageProblem, with the nearest name where there is one."""
    wanted = name.strip().casefold()
    if _NAME.match(wanted) and _file(wanted).is_file():
        return wanted
    known = names()
    near = nearest(wanted, known, most=1)
    hint = f"; did you mean {near[0]}?" if near else "; none is kept"
    raise UsageProblem(f"no list {name[:60]!r}{hint}")


def new_name(name: str) -> str:
    """A name that a list may have; raises UsageProblem."""
    wanted = name.strip().casefold()
    if not _NAME.match(wanted):
        raise UsageProblem(
            f"name of a list: expected small letters, digits and dashes such as housing-2027, found {name[:60]!r}"
        )
    return wanted


def is_bill(key: str) -> bool:
    """Whether a public id can stand on a list."""
    return _BILL.match(key) is not None


def names() -> list[str]:
    """The lists that are kept."""
    folder = load().data_dir / "lists"
    return sorted(path.stem for path in folder.glob("*.txt") if _NAME.match(path.stem)) if folder.is_dir() else []


def read(name: str) -> BillList:
    """What is on a list; nothing where there is none such, since it may be taken away while somebody follows it."""
    bills: dict[str, Listed] = {}
    unread: list[str] = []
    for number, raw in enumerate(_lines(name), start=1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        listed = _listed(raw)
        if listed is None:
            unread.append(f"line {number}: expected a bill such as us/119/HR1109 first, found {clean_line(raw, 60)!r}")
        elif len(bills) < MOST or listed.bill in bills:
            bills.setdefault(listed.bill, listed)
        else:
            unread.append(f"line {number}: expected at most {MOST:,} bills on a list, so {listed.bill} does not count")
    return BillList(tuple(bills.values()), tuple(unread))


def bills(name: str) -> list[str]:
    """Public ids of the bills on a list."""
    return [listed.bill for listed in read(name).bills]


def positions(follows: Iterable[str]) -> dict[str, str]:
    """What the lists among these wishes ask for, by bill: support or oppose. Lists that disagree ask for nothing."""
    by_bill: dict[str, set[str]] = {}
    for kind, _colon, name in (follow.partition(":") for follow in follows):
        for listed in read(name).bills if kind == "list" else ():
            if listed.position in {"support", "oppose"}:
                by_bill.setdefault(listed.bill, set()).add(listed.position)
    return {bill: stands.pop() for bill, stands in by_bill.items() if len(stands) == 1}


def put(name: str, wanted: Iterable[Listed]) -> Edit:
    """Set bills on a list, which is made where there is none; an empty position or note leaves the one that stands there."""
    by_bill = {listed.bill: replace(listed, note=clean_line(listed.note, NOTE_LIMIT)) for listed in wanted}

    def edit(lines: list[str], standing: Mapping[str, int]) -> Edit:
        added, changed = [], []
        for bill, listed in by_bill.items():
            if bill not in standing:
                lines.append(listed.line)
                added.append(bill)
                continue
            before = _listed(lines[standing[bill]])
            assert before is not None
            after = Listed(bill, listed.position or before.position, listed.note or before.note)
            if after != before:
                lines[standing[bill]] = after.line
                changed.append(bill)
        if added and len(standing) + len(added) > MOST:
            raise UsageProblem(f"list {name}: expected at most {MOST:,} bills, found {len(standing) + len(added):,}")
        return Edit(added=tuple(added), changed=tuple(changed))

    return _edited(name, edit)


def take(name: str, gone: Iterable[str]) -> Edit:
    """Take bills off a list, with every line that names them."""
    keys = frozenset(gone)

    def edit(lines: list[str], standing: Mapping[str, int]) -> Edit:
        lines[:] = [raw for raw in lines if (listed := _listed(raw)) is None or listed.bill not in keys]
        return Edit(removed=tuple(bill for bill in standing if bill in keys))

    return _edited(name, edit)


def _edited(name: str, edit: Callable[[list[str], Mapping[str, int]], Edit]) -> Edit:
    """Change the lines of a list under a lock, and write them where something changed; all other lines stay as they are."""
    file = _file(name)
    with file_lock(file.with_name(f".{name}.lock")):
        lines = _lines(name)
        standing: dict[str, int] = {}
        for number, raw in enumerate(lines):
            if (listed := _listed(raw)) is not None:
                standing.setdefault(listed.bill, number)
        done = edit(lines, standing)
        if done != Edit() or not file.is_file():
            private_folder(file.parent)
            write_private(file, "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
    return done


def _listed(raw: str) -> Listed | None:
    """The bill of a line; None where it names none."""
    match = _LINE.match(raw)
    if match is None or not is_bill(match["bill"]):
        return None
    return Listed(match["bill"], (match["position"] or "").casefold(), clean_line(match["note"], NOTE_LIMIT))


def _lines(name: str) -> list[str]:
    """The lines of a list's file, whatever bytes stand in it."""
    try:
        text = _file(name).read_bytes().decode("utf-8-sig", "surrogateescape") if _NAME.match(name) else ""
    except OSError:  # taken away since somebody began to follow it
        return []
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def _file(name: str) -> Path:
    return load().data_dir / "lists" / f"{name}.txt"
