"""Edit topics: check a wording, try it, see what it would change, and only then put it in force."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine, select
from starlette.responses import Response

from tracker.db.engine import writing
from tracker.db.models import Match
from tracker.errors import RuleError
from tracker.matching import flagging
from tracker.rules.documents import Document
from tracker.rules.edit_preview import (
    LONGEST,
    SLUG,
    START,
    Draft,
    Effects,
    Wording,
    draft,
    earlier,
    effects,
    forget_own,
    own_file,
    save,
    wording,
)
from tracker.rules.try_query import document_of_text
from tracker.web import accounts, choices
from tracker.web.access import ORGANIZER
from tracker.web.desk import topic_rows
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages

pages = Pages()
_log = logging.getLogger(__name__)
_KINDS: Final = ("bill", "hearing", "notice")
_PATIENCE_S: Final = 8.0
"""How long a person waits to see what would change; after that the page says how far it came."""
_SAMPLE: Final = 10_000
_judging = threading.Lock()


@pages.get("/desk/topics", ORGANIZER)
def topics(ask: Ask) -> Response:
    """All topics, whose wording counts, and how much they flag."""
    return _listed(ask, Faults(), "")


def _listed(ask: Ask, faults: Faults, slug: str) -> Response:
    flagged = ask.site.flagged.now().entries
    counts = {topic.slug: 0 for topic in choices.rules().topics}
    for entry in flagged:
        for name in entry.topics:
            counts[name] = counts.get(name, 0) + 1
    folder = ask.site.settings.data_dir
    rows = [
        {"topic": topic, "own": own_file(folder, topic.slug) is not None, "flagged": counts[topic.slug]}
        for topic in sorted(choices.rules().topics, key=lambda topic: topic.title)
    ]
    return ask.page(
        "desk/topics.html",
        status=422 if faults else 200,
        rows=rows,
        faults=faults,
        slug=slug,
        broken=choices.rules().faults,
    )


@pages.post("/desk/topics", ORGANIZER)
def begin(ask: Ask) -> Response:
    """Begin a topic of one's own; nothing is stored until it is saved."""
    slug = ask.sent("slug", 60)
    if SLUG.match(slug) and slug != "lists":
        return ask.go(f"/desk/topics/{slug}")
    hint = "Please take 2 to 41 small letters, digits and dashes, such as school-counselors."
    return _listed(ask, Faults(slug=hint), slug)


@pages.get("/desk/topics/{slug}", ORGANIZER, reads=("saved",))
def topic(ask: Ask) -> Response:
    """A topic's wording, to be changed."""
    slug, now = _asked_for(ask)
    text = now.text if now is not None else START.format(slug=slug)
    return _editor(ask, slug, now, text=text)


def _asked_for(ask: Ask) -> tuple[str, Wording | None]:
    slug = ask.part("slug")
    if not SLUG.match(slug) or slug == "lists":
        raise Problem(404, "We do not have this topic")
    ask.site.level_own_files()  # what was saved on another machine a moment ago is what is changed here
    return slug, wording(ask.site.settings.data_dir, slug)


@pages.post("/desk/topics/{slug}", ORGANIZER)
def changed(ask: Ask) -> Response:
    """Check and show what would change; save only where that was asked for."""
    slug, now = _asked_for(ask)
    folder, do = ask.site.settings.data_dir, ask.sent("do", 20)
    if do == "shipped":
        return _to_shipped(ask, slug)
    # One character more than allowed is kept, so that the check can tell that it was too long.
    text = "\n".join(ask.form.get("text", [""])[-1].replace("\x00", "")[: LONGEST + 1].splitlines()) + "\n"
    if do == "add":
        text += topic_rows.as_rule(
            words=ask.form.get("rule_words", [""])[-1],
            weight=ask.sent("rule_weight", 6),
            flags=ask.sent("rule_flags", 300),
            ignores=ask.sent("rule_ignores", 300),
            known=[row.id for row in topic_rows.rows_of(text)],
        )
    edited = draft(folder, slug, text)
    said, status = "", 422 if edited.faults else 200
    if do == "save" and not edited.faults:
        try:
            target = save(folder, edited, ask.sent("seen", 60))
            _give(ask, target.relative_to(folder).as_posix())
        except (RuleError, OSError) as problem:
            said, status = f"Not saved: {problem}", 409
        else:
            _saved(ask, "save topic", slug, changes=[topic.slug for topic in edited.changed])
            return ask.go(f"/desk/topics/{slug}?saved=1")
    return _editor(ask, slug, now, text=text, edited=edited, said=said, status=status)


def _give(ask: Ask, name: str) -> None:
    """Give what was saved to the other machines. Raises RuleError where one of them was faster."""
    if name in ask.site.level_own_files().set_aside:
        raise RuleError(
            "somebody changed this topic on another machine meanwhile; open it again and bring your changes in"
        )


def _to_shipped(ask: Ask, slug: str) -> Response:
    try:
        forget_own(ask.site.settings.data_dir, slug, ask.sent("seen", 60))
        ask.site.level_own_files()
    except (RuleError, OSError) as problem:
        raise Problem(409, "Nothing was changed", str(problem)) from problem
    _saved(ask, "drop own topic", slug)
    return ask.go("/desk/topics")


def _saved(ask: Ask, action: str, slug: str, **details: Any) -> None:
    assert ask.session is not None
    with writing(ask.site.engine) as connection:
        accounts.note(connection, ask.session.name, action, slug, **details)
    # The schedule judges every hour; whoever saved wants to see it sooner and does not wait for it.
    threading.Thread(target=_judge, args=(ask.site.engine, slug), name=f"judge {slug}", daemon=True).start()


def _judge(engine: Engine, slug: str) -> None:
    """Judge by what was saved and write down how it went; one after the other."""
    with _judging:
        try:
            done = flagging.flag_changed(engine)
            details: dict[str, int | str] = {"judged": done.judged, "new": done.new, "gone": done.gone}
        except Exception as problem:  # noqa: BLE001 - told in the audit log; the hourly turn tries again
            _log.exception("judging after %s was saved", slug)
            details = {"failed": f"{type(problem).__name__}: {problem}"[:300]}
        with writing(engine) as connection:
            accounts.note(connection, "tracker", "judge anew", slug, **details)


def _editor(
    ask: Ask,
    slug: str,
    now: Wording | None,
    *,
    text: str,
    edited: Draft | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    sample = ask.form.get("sample", [""])[-1].replace("\x00", "")[:_SAMPLE]
    # What is shown belongs to the wording that was opened first: a second person's save must not be overwritten.
    seen = ask.sent("seen", 60) if "seen" in ask.form else now.mark if now else ""
    return ask.page(
        "desk/topic.html",
        status=status,
        slug=slug,
        title=choices.topic_titles().get(slug, slug),
        now=now,
        text=text,
        rows=topic_rows.rows_of(text),
        seen=seen,
        sample=sample,
        said=said,
        checked=edited is not None,
        faults_=edited.faults if edited else (),
        effects=_effects(ask, edited) if edited else None,
        tried=_tried(edited, sample) if edited else None,
        earlier=len(earlier(ask.site.settings.data_dir, slug)),
        saved=ask.yes("saved"),
    )


def _effects(ask: Ask, edited: Draft) -> Effects | None:
    if edited.faults or not edited.changed:
        return None
    slugs = [topic.slug for topic in edited.changed]
    flagged: dict[str, set[str]] = {slug: set() for slug in slugs}
    with ask.reading() as connection:
        query = select(Match.record_id, Match.topic).where(
            Match.topic.in_(slugs), Match.flagged, Match.gone_at.is_(None)
        )
        for row in connection.execute(query):
            flagged[row.topic].add(row.record_id)
    frozen = {slug: frozenset(ids) for slug, ids in flagged.items()}
    return effects(edited, _stored(ask.site.engine), frozen, seconds=_PATIENCE_S)


def _stored(engine: Engine) -> Iterator[Document]:
    for kind in _KINDS:
        yield from flagging.stored_documents(engine, kind)


def _tried(edited: Draft, sample: str) -> list[dict[str, Any]] | None:
    """What the draft says of a pasted text; None where there is nothing to try."""
    if not sample.strip() or edited.rules is None:
        return None
    judged = edited.rules.judge(document_of_text(sample))
    return [
        {"topic": verdict.topic, "score": verdict.score, "flagged": verdict.flagged, "reasons": verdict.reasons}
        for verdict in judged
    ]
