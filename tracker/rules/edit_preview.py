"""Try a topic's new wording before it counts, see what it would change, and put it in force."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker import clock
from tracker.errors import RuleError
from tracker.rules.engine import RuleSet
from tracker.rules.examples import broken_examples
from tracker.rules.parser import LISTS, SHIPPED, Fault, read_folders
from tracker.system import private_folder, write_private

if TYPE_CHECKING:
    from tracker.rules.documents import Document
    from tracker.rules.engine import Verdict
    from tracker.rules.scoring import Topic

SLUG: Final = re.compile(r"[a-z][a-z0-9-]{1,40}\Z")
LONGEST: Final = 200_000
"""Characters of a topic file; the largest shipped one has a tenth of it."""
_KEPT: Final = 30
_EARLIER: Final = "earlier"
"""The folder beside own topic files that keeps what they said before."""

START: Final = """\
topic = "{slug}"
title = "A few words that a reader knows"
why = "One sentence: why people should care."
threshold = 30

[[rule]]
id = "first-rule"
any_of = ["words to look for", "or these"]
weight = 3
flags = ["A sentence with words to look for"]
ignores = ["A sentence that sounds alike and is something else"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A topic file's text as it stands: whose it is, and a mark that changes with it."""

    text: str
    own: bool
    """Written in the data folder, not shipped."""
    shipped: bool
    """There is a shipped one of that slug, which counts when the own one goes."""

    @property
    def mark(self) -> str:
        """Tells whether somebody else changed it meanwhile."""
        return hashlib.blake2b(self.text.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A wording read with all other topics: what is wrong with it, or the topics it changes."""

    slug: str
    text: str
    faults: tuple[Fault, ...]
    changed: tuple[Topic, ...] = ()
    """The topic itself where it changed, and those that include it."""
    rules: RuleSet | None = None
    """The changed topics as rules, the topic itself where nothing changes; None where there is a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A record that a draft would flag anew, or no longer."""

    id: str
    kind: str
    title: str
    score: int
    """What the draft gives it; 0 where nothing fires."""


@dataclass(slots=True, kw_only=True)
class Effect:
    """What a draft would change in one topic."""

    slug: str
    title: str
    comes: list[Moved] = field(default_factory=list)
    goes: list[Moved] = field(default_factory=list)
    stays: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a draft would change in what is stored."""

    topics: tuple[Effect, ...]
    looked_at: int
    complete: bool
    """False where the time was up before all records were looked at."""


def wording(data_dir: Path, slug: str) -> Wording | None:
    """The text of a topic, the own one before the shipped one; None where there is none."""
    own, shipped = own_file(data_dir, slug), SHIPPED / f"{slug}.toml"
    chosen = own if own is not None else shipped
    if slug == Path(LISTS).stem or not chosen.is_file():
        return None
    text = chosen.read_text(encoding="utf-8", errors="replace")
    return Wording(text=text, own=own is not None, shipped=shipped.is_file())


def own_file(data_dir: Path, slug: str) -> Path | None:
    """The file in the data folder that tells this topic, whatever its name."""
    for path in sorted((data_dir / "topics").glob("*.toml")):
        if path.name == LISTS:
            continue
        try:
            slug_text = tomllib.loads(path.read_text(encoding="utf-8")).get("topic")
        except (OSError, ValueError):
            slug_text = path.stem  # it cannot be read, and is what its name says: here it can be mended
        if slug_text == slug:
            return path
    return None


def draft(data_dir: Path, slug: str, text: str) -> Draft:
    """Read a wording as if it were in force."""
    if len(text) > LONGEST:
        reason = f"expected at most {LONGEST:,} characters, found {len(text):,}"
        return Draft(slug=slug, text=text, faults=(Fault(f"{slug}.toml", 1, reason),))
    with tempfile.TemporaryDirectory(prefix="topics-") as made:
        folder, replaced = Path(made), own_file(data_dir, slug)
        for path in (data_dir / "topics").glob("*.toml"):
            if path != replaced:
                shutil.copyfile(path, folder / path.name)
        name = replaced.name if replaced is not None else f"{slug}.toml"
        (folder / name).write_text(text, encoding="utf-8")
        topics, lists, faults = read_folders([SHIPPED, folder])
    faults = [fault for fault in faults if fault.file == name]
    by_slug = {topic.slug: topic for topic in topics}
    if not faults and (slug not in by_slug or by_slug[slug].file != name):
        faults.append(Fault(name, 1, f'expected topic = "{slug}": a topic keeps its name'))
    if not faults:
        faults = list(broken_examples([by_slug[slug]]))
    if faults:
        return Draft(slug=slug, text=text, faults=tuple(faults))
    changed = tuple(_changed(data_dir, topics))
    return Draft(slug=slug, text=text, faults=(), changed=changed, rules=RuleSet(changed or [by_slug[slug]], lists))


def _changed(data_dir: Path, topics: Iterable[Topic]) -> Iterator[Topic]:
    """The topics that differ from those in force."""
    now, _lists, _faults = read_folders([SHIPPED, data_dir / "topics"])
    versions = {topic.slug: topic.version for topic in now}
    return (topic for topic in topics if versions.get(topic.slug) != topic.version)


def effects(
    edited: Draft,
    documents: Iterable[Document],
    flagged: dict[str, frozenset[str]],
    *,
    seconds: float,
    most: int = 20,
) -> Effects:
    """What a draft without faults would change for these documents.

    `flagged` tells for each topic the ids of what it flags now; `seconds` is how long a person waits; `most` examples
    of each kind are kept with their titles, the rest are counted by their id alone.
    """
    assert edited.rules is not None
    by_slug = {topic.slug: Effect(slug=topic.slug, title=topic.title) for topic in edited.changed}
    until, looked_at, complete = time.monotonic() + seconds, 0, True
    for document, verdicts in edited.rules.judge_many(documents):
        looked_at += 1
        scores = {verdict.topic: verdict for verdict in verdicts}
        for slug, effect in by_slug.items():
            _compare(effect, document, scores.get(slug), was=document.id in flagged.get(slug, ()), most=most)
        if time.monotonic() > until:
            complete = False
            break
    return Effects(topics=tuple(by_slug.values()), looked_at=looked_at, complete=complete)


def _compare(effect: Effect, document: Document, verdict: Verdict | None, *, was: bool, most: int) -> None:
    is_now = verdict is not None and verdict.flagged
    if was and is_now:
        effect.stays += 1
    if was == is_now:
        return
    moved = effect.comes if is_now else effect.goes
    title = next(iter(document.fields.get("title", ())), "") if len(moved) < most else ""
    moved.append(Moved(id=document.id, kind=document.kind, title=title, score=verdict.score if verdict else 0))


def save(data_dir: Path, edited: Draft, seen: str) -> Path:
    """Put a draft in force; what it said before is kept beside it.

    Raises RuleError where the draft has faults, and where the wording is no longer the one that `seen` marks.
    """
    if edited.faults:
        raise RuleError("\n".join(map(str, edited.faults)))
    before = wording(data_dir, edited.slug)
    if (before.mark if before else "") != seen:
        raise RuleError("somebody else changed this topic meanwhile; open it again and bring your changes in")
    target = own_file(data_dir, edited.slug) or data_dir / "topics" / f"{edited.slug}.toml"
    private_folder(target.parent)
    _keep_earlier(target, edited.slug)
    write_private(target, edited.text)
    return target


def forget_own(data_dir: Path, slug: str, seen: str) -> None:
    """Take an own wording away, so that the shipped one counts again; what it said is kept beside it."""
    target, now = own_file(data_dir, slug), wording(data_dir, slug)
    if target is None or now is None:
        raise RuleError(f"there is no own wording of {slug}")
    if now.mark != seen:
        raise RuleError("somebody else changed this topic meanwhile; open it again")
    _keep_earlier(target, slug)
    target.unlink()


def earlier(data_dir: Path, slug: str) -> list[Path]:
    """What the own file of a topic said before, the newest first."""
    return sorted((data_dir / "topics" / _EARLIER).glob(f"{slug}.*.toml"), reverse=True)


def _keep_earlier(target: Path, slug: str) -> None:
    if not target.is_file():
        return
    folder = target.parent / _EARLIER
    private_folder(folder)
    at = clock.now().astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    write_private(folder / f"{slug}.{at}.toml", target.read_bytes())
    for old in earlier(target.parent.parent, slug)[_KEPT:]:
        old.unlink()
