"""On PostgreSQL: the rules people wrote here stand in the database too, and are the same on every machine that shares it.

Own topics, estimates that were trained here, own testimony rules, what people read about rules and lists of bills are files in the
data folder, so that an editor, `tracker rules check` and a backup find them. Where several machines share a database, each of them
compares its files with the database's whenever it opens it: what changed here is given, what changed elsewhere is taken. What changed
in both places is the database's, and ours is set aside, never lost.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, insert, select

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import OwnFile
from tracker.owner import owner_name
from tracker.system import file_lock, private_folder, write_private

READINGS: Final = "rulebook-readings.json"
"""In the data folder: what people found when they read rules again, and what notices taught."""
REVISIONS: Final = "rulebook-revisions.json"
"""In the data folder: for each place the hash of its windows and the revision that it makes."""
KINDS: Final = (
    "topics/*.toml",
    "topics/earlier/*.toml",
    "estimates/*.json",
    "testimony/*.toml",
    "lists/*.txt",
    "*-clients.toml",
    READINGS,
    REVISIONS,
)
"""What is shared of a data folder."""
SET_ASIDE: Final = "set-aside"
"""In the data folder: what was here when the database said otherwise."""
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of one file. An own topic has some kilobytes, an estimate some hundred."""
_KNOWN: Final = "own-files.json"
"""In the data folder: what both sides had when they were compared last."""
_DATABASE: Final = "."
"""The row that tells one database from another: its text is made once, by whoever comes first."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done so that a machine and the database have the same files."""

    give: frozenset[str] = frozenset()
    take: frozenset[str] = frozenset()
    withdraw: frozenset[str] = frozenset()
    """Gone here since: to be taken out of the database."""
    drop: frozenset[str] = frozenset()
    """Gone there since: to be set aside here."""
    clash: frozenset[str] = frozenset()
    """Changed in both places, each in its own way."""

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.give | self.take | self.withdraw | self.drop | self.clash)


@dataclass(frozen=True, slots=True)
class Leveled:
    """What a comparison came to, by the files' names below the data folder."""

    given: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    """Ours that were changed elsewhere at the same time: the database's count now."""


def plan(known: Mapping[str, str], here: Mapping[str, str], there: Mapping[str, str]) -> Plan:
    """What to do about each file, by the hashes of what both sides had last, of what is here and of what is there."""
    steps: dict[str, set[str]] = {name: set() for name in ("give", "take", "withdraw", "drop", "clash")}
    for name in {*known, *here, *there}:
        step = _step(known.get(name), here.get(name), there.get(name))
        if step:
            steps[step].add(name)
    return Plan(**{step: frozenset(names) for step, names in steps.items()})


def _step(known: str | None, here: str | None, there: str | None) -> str:
    if here == there:
        return ""
    if there == known:  # only this side moved
        return "withdraw" if here is None else "give"
    if here == known:  # only the other side moved
        return "drop" if there is None else "take"
    # Both moved. What somebody took away elsewhere while it was changed here is given again: nothing written is lost.
    return "give" if there is None else "take" if here is None else "clash"


def level(engine: Engine, data_dir: Path) -> Leveled:
    """Make the own files of this machine and of the database the same; on SQLite, which one machine has, do nothing.

    A folder that cannot be written is told in the log and by `tracker doctor`; what can be read here counts meanwhile.
    """
    if engine.dialect.name == "sqlite":
        return Leveled()
    try:
        with file_lock(data_dir / f".{_KNOWN}.lock"):
            return _level(engine, data_dir)
    except OSError as problem:
        _log.warning("own rules were not compared with the database's: %s", problem)
        return Leveled()


@dataclass(frozen=True, slots=True)
class Here:
    """The own files of this machine, and what of them stays apart from the database."""

    files: Mapping[str, bytes]
    skipped: frozenset[str]
    """Names of what is no plain file, too large, or cannot be read."""
    closed: frozenset[str]
    """Folders whose files cannot be seen: nobody took those away."""
    missing: frozenset[str]
    """Folders that are not there, as on a fresh disk: neither did anybody take away what stood in them."""

    def apart(self, name: str) -> bool:
        """Whether a file is neither given nor taken now."""
        return name == _DATABASE or name in self.skipped or _folder(name) in self.closed


def _folder(name: str) -> str:
    return PurePosixPath(name).parent.as_posix()


def _level(engine: Engine, data_dir: Path) -> Leveled:
    here = _here(data_dir)
    with reading(engine) as connection:
        there = _hashes(connection)
    if not _planned(data_dir, here, there):
        _remember(data_dir, here, there)
        return Leveled()
    with writing(engine) as connection:  # one machine at a time, and what the others did meanwhile is seen
        there = _hashes(connection)
        if _DATABASE not in there:
            there[_DATABASE] = _put(connection, _DATABASE, uuid.uuid4().hex.encode())
        todo = _planned(data_dir, here, there)
        merged = {name: _merged(name, here.files[name], _content(connection, name)) for name in todo.clash}
        for name in todo.give:
            there[name] = _put(connection, name, here.files[name])
        for name in todo.withdraw:
            connection.execute(delete(OwnFile).where(OwnFile.path == name))
            there.pop(name)
        for name, content in merged.items():
            if content is not None:
                there[name] = _put(connection, name, content)
        coming = {name: _content(connection, name) for name in todo.take | todo.clash}
    clashed = tuple(sorted(name for name, content in merged.items() if content is None))
    _write(data_dir, aside=todo.drop | {*clashed}, coming=coming)
    _remember(data_dir, here, there)
    for name in clashed:
        _log.warning("%s was changed on two machines at once: the database's counts, ours lies in %s/", name, SET_ASIDE)
    return Leveled(
        given=tuple(sorted(todo.give | todo.withdraw)), taken=tuple(sorted({*coming, *todo.drop})), set_aside=clashed
    )


def _write(data_dir: Path, *, aside: frozenset[str], coming: Mapping[str, bytes]) -> None:
    for name in sorted(aside):
        set_aside(data_dir, name)
    for name, content in coming.items():
        private_folder((data_dir / name).parent)
        write_private(data_dir / name, content)


def _planned(data_dir: Path, here: Here, there: Mapping[str, str]) -> Plan:
    known = _remembered(data_dir)
    if known.get(_DATABASE) != there.get(_DATABASE):  # another database, or the first time: nothing was ever the same
        known = {}
    return plan(
        {name: mark for name, mark in known.items() if not here.apart(name) and _folder(name) not in here.missing},
        {name: _hash(content) for name, content in here.files.items()},
        {name: mark for name, mark in there.items() if not here.apart(name)},
    )


def _here(data_dir: Path) -> Here:
    states = {folder: _state(data_dir / folder) for folder in sorted({_folder(kind) for kind in KINDS})}
    files, skipped = _files(data_dir)
    return Here(
        files=files,
        skipped=skipped,
        closed=frozenset(folder for folder, state in states.items() if state == "closed"),
        missing=frozenset(folder for folder, state in states.items() if state == "missing"),
    )


def _files(data_dir: Path) -> tuple[dict[str, bytes], frozenset[str]]:
    files, skipped = {}, set()
    for path in (path for kind in KINDS for path in sorted(data_dir.glob(kind))):
        name = path.relative_to(data_dir).as_posix()
        try:
            why = _private(path, name)
            if not why:
                files[name] = path.read_bytes()
        except OSError as problem:
            why = str(problem)
        if why:
            skipped.add(name)
            _log.warning("%s stays on this machine: %s", ascii(name), why)
    return files, frozenset(skipped)


def _state(folder: Path) -> str:
    try:
        with os.scandir(folder):
            return "open"
    except FileNotFoundError:
        return "missing"
    except OSError as problem:
        _log.warning("own rules in %s were not compared with the database's: %s", folder, problem)
        return "closed"


def _private(path: Path, name: str) -> str:
    """Why a file is not shared, or nothing."""
    if path.is_symlink() or not path.is_file():
        return "it is no plain file"
    if path.stat().st_size > LARGEST:
        return f"it has more than {LARGEST:,} bytes"
    return "" if name.isprintable() else "other machines could not write its name"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hashes(connection: Connection) -> dict[str, str]:
    return {path: mark for path, mark in connection.execute(select(OwnFile.path, OwnFile.hash)) if _ours(path)}


def _ours(path: str) -> bool:
    """Whether a name from the database is one that we would give: nobody writes elsewhere in our folder through it."""
    parts = PurePosixPath(path).parts
    return path == _DATABASE or (
        not {"..", "/"} & {*parts}
        and any(len(parts) == kind.count("/") + 1 and PurePosixPath(path).match(kind) for kind in KINDS)
    )


def _content(connection: Connection, name: str) -> bytes:
    return bytes(connection.execute(select(OwnFile.content).where(OwnFile.path == name)).scalar_one())


def _put(connection: Connection, name: str, content: bytes) -> str:
    mark = _hash(content)
    connection.execute(delete(OwnFile).where(OwnFile.path == name))
    connection.execute(
        insert(OwnFile).values(path=name, content=content, hash=mark, given_at=clock.now(), given_by=owner_name())
    )
    return mark


def _merged(name: str, ours: bytes, theirs: bytes) -> bytes | None:
    """The two JSON files of the rulebook in one; None for a text of people, where only a person can tell."""
    try:
        mine, other = json.loads(ours), json.loads(theirs)
        if name == READINGS:
            merged: Any = {"readings": _latest([*other["readings"], *mine["readings"]])}
        elif name == REVISIONS:
            merged = other | {place: _higher(entry, other.get(place)) for place, entry in mine.items()}
        else:
            return None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return json.dumps(merged, indent=0, sort_keys=True, ensure_ascii=False).encode()


def _latest(readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in sorted(readings, key=lambda row: str(row["day"])):
        newest[entry["place"], entry["rule"]] = entry
    return [entry for _rule, entry in sorted(newest.items())]


def _higher(mine: dict[str, Any], other: dict[str, Any] | None) -> dict[str, Any]:
    return mine if other is None or mine["revision"] > other["revision"] else other


def set_aside(data_dir: Path, name: str) -> None:
    """Put a file of the data folder where nothing reads it, and `tracker doctor` names it: what people wrote is never thrown away."""
    path = data_dir / name
    if not path.exists():
        return
    at = clock.now().astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    target = data_dir / SET_ASIDE / f"{name.replace('/', '-')}.{at}"
    private_folder(target.parent)
    path.replace(target)


def _remembered(data_dir: Path) -> dict[str, str]:
    try:
        remembered = json.loads((data_dir / _KNOWN).read_text(encoding="utf-8"))
    except (
        OSError,
        ValueError,
    ):  # the first time, or damaged: what differs is the database's then, and nothing is lost
        return {}
    return remembered if isinstance(remembered, dict) else {}


def _remember(data_dir: Path, here: Here, there: Mapping[str, str]) -> None:
    """Write down what both sides have now; of what stays apart, what both had before."""
    before = _remembered(data_dir)
    same = {name: mark for name, mark in there.items() if name == _DATABASE or not here.apart(name)}
    if before.get(_DATABASE) == there.get(_DATABASE):
        same |= {name: mark for name, mark in before.items() if name != _DATABASE and here.apart(name)}
    if before != same:
        write_private(data_dir / _KNOWN, json.dumps(dict(sorted(same.items())), indent=0))
