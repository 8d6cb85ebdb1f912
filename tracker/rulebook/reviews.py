"""Open reviews of rules and close them: what a person decides is a reading from then on, and a line in the audit log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, func, insert, select, update

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import AuditRow, RuleReview
from tracker.deadlines.own_rules import keep_readings
from tracker.errors import RuleError, UsageProblem
from tracker.rulebook.words import same as says_the_same
from tracker.testimony.readings import Reading
from tracker.testimony.rulebook import Place, Rule, Rulebook
from tracker.testimony.windows import parse

Kind = Literal["changed", "gone", "notices", "learned", "reported"]
Outcome = Literal["right", "stale", "corrected", "dropped"]

OUTCOMES: Final = ("right", "stale", "corrected", "dropped")
LONGEST: Final = 60_000
"""Characters of a text that a review keeps."""
ITSELF: Final = "the page itself"
"""Who closes a review whose page is again as it was."""
NEWS: Final = 3
"""So many notices that nobody has looked at yet open a review of the same rule again."""
_OPEN_AT_MOST: Final = 5
"""Reports of one rule that wait at once; more say nothing new, or come from somebody who means harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Something to look at."""

    kind: Kind
    place: str
    rule: str
    url: str | None = None
    before: str = ""
    after: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says the rule is; empty words change nothing."""

    window: str = ""
    how: str = ""
    url: str = ""
    why: str = ""


def open_review(connection: Connection, opening: Opening) -> bool:
    """Open a review, or bring the open one of the same kind, rule and page up to date; False where enough of them wait."""
    now = clock.now()
    same = (
        RuleReview.closed_at.is_(None), RuleReview.kind == opening.kind, RuleReview.place == opening.place,
        RuleReview.rule == opening.rule,
    )  # fmt: skip
    row = {"after": opening.after[:LONGEST], "details": opening.details}
    if opening.kind == "reported":
        waiting = connection.execute(select(func.count()).select_from(RuleReview).where(*same)).scalar_one()
        if waiting >= _OPEN_AT_MOST:
            return False
    else:
        known = connection.execute(select(RuleReview.__table__).where(*same, RuleReview.url == opening.url)).first()
        if known is not None:
            as_before = opening.kind == "changed" and says_the_same(known.before, opening.after)
            closed = {"closed_at": now, "closed_by": ITSELF, "outcome": "dropped"} if as_before else {}
            connection.execute(update(RuleReview).where(RuleReview.id == known.id).values(row | closed))
            return not as_before
        if _was_looked_at(connection, opening):
            return False
    whole = row | {
        "opened_at": now, "kind": opening.kind, "place": opening.place, "rule": opening.rule, "url": opening.url,
        "before": opening.before[:LONGEST], "closed_at": None, "closed_by": None, "outcome": None,
    }  # fmt: skip
    connection.execute(insert(RuleReview).values(whole))
    return True


def _was_looked_at(connection: Connection, opening: Opening) -> bool:
    """Whether a person has looked at just this, or at notices of which these are hardly more."""
    if opening.kind == "gone":
        return False  # it is told once for each time that a page goes
    table = RuleReview.__table__
    looked = connection.execute(
        select(table.c.after, table.c.details).where(
            table.c.kind == opening.kind, table.c.place == opening.place, table.c.rule == opening.rule,
            table.c.closed_at.is_not(None),
        )
    ).all()  # fmt: skip
    if any(row.after == opening.after[:LONGEST] for row in looked):
        return True
    seen = {key for row in looked for key in (row.details or {}).get("seen", ())}
    return bool(seen) and len(set(opening.details.get("seen", ())) - seen) < NEWS


def close_gone(connection: Connection, url: str) -> None:
    """Close what was opened because a page was gone: it came back."""
    connection.execute(
        update(RuleReview)
        .where(RuleReview.kind == "gone", RuleReview.url == url, RuleReview.closed_at.is_(None))
        .values(closed_at=clock.now(), closed_by=ITSELF, outcome="dropped")
    )


def open_reviews(connection: Connection, limit: int = 200) -> list[Any]:
    """The reviews that wait, the oldest first."""
    query = select(RuleReview.__table__).where(RuleReview.closed_at.is_(None)).order_by(RuleReview.id).limit(limit)
    return list(connection.execute(query))


def closed_reviews(connection: Connection, limit: int = 30) -> list[Any]:
    """The reviews that were closed last."""
    query = select(RuleReview.__table__).where(RuleReview.closed_at.is_not(None))
    return list(connection.execute(query.order_by(RuleReview.closed_at.desc(), RuleReview.id.desc()).limit(limit)))


def review(connection: Connection, number: int) -> Any | None:
    """One review, whatever its state."""
    return connection.execute(select(RuleReview.__table__).where(RuleReview.id == number)).first()


def rule_of(book: Rulebook, place: str, rule: str) -> tuple[Place, Rule] | None:
    """The rule a review is about, as it stands now."""
    known = book.place(place)
    candidate = next((other for other in known.rules if other.id == rule), None) if known else None
    return (known, candidate) if known and candidate else None


def close(
    engine: Engine, folder: Path, book: Rulebook, number: int, outcome: Outcome, *, by: str, correction: Correction
) -> None:
    """Close a review with what the person found; raises UsageProblem where that cannot be, and then changes nothing."""
    with reading(engine) as connection:
        row = review(connection, number)
    if row is None:
        raise UsageProblem(f"There is no review {number}; `tracker testimony reviews` lists those that wait.")
    if row.closed_at is not None:
        raise UsageProblem("This review was closed already.")
    fresh = _readings(book, row, outcome, by, correction)
    now = clock.now()
    with writing(engine) as connection:
        done = connection.execute(
            update(RuleReview)
            .where(RuleReview.id == number, RuleReview.closed_at.is_(None))
            .values(closed_at=now, closed_by=by, outcome=outcome)
        )
        if not done.rowcount:
            raise UsageProblem("This review was closed already.")
        details = {"rule": f"{row.place}/{row.rule}", "kind": row.kind, "why": correction.why}
        if fresh and fresh[0].window:
            details |= {"window": ", ".join(reading.window for reading in fresh), "before": fresh[0].of}
        connection.execute(
            insert(AuditRow).values(
                at=now, actor=by, action=f"rule {outcome}", about=f"{row.place}/{row.rule}", details=details
            )
        )
        if fresh:
            keep_readings(folder, fresh)  # in the transaction: what cannot be kept is not decided


def lesson_of(rule: str) -> str:
    """What the learned rules of one lesson, one for each window that fits, are called without their numbers."""
    return rule.rpartition("-")[0]


def _refused(place: Place, rule: str, by: str) -> list[Reading]:
    """That a lesson was refused, in all its windows: which of them counts is the same mistake."""
    return [
        Reading(place=place.code, rule=taught.id, state="refused", day=clock.today(), by=by, window=taught.window.text)
        for taught in place.rules
        if taught.learned_from and lesson_of(taught.id) == lesson_of(rule)
    ]


def _readings(book: Rulebook, row: Any, outcome: Outcome, by: str, correction: Correction) -> list[Reading]:
    """The readings that the outcome makes, if any."""
    known = rule_of(book, row.place, row.rule)
    if known is not None and known[1].learned_from:  # a learned rule has no page; what is wrong with it is dropped
        return [] if outcome == "right" else _refused(known[0], row.rule, by)
    reading = _reading(known, row, outcome, by, correction)
    return [] if reading is None else [reading]


def _reading(
    known: tuple[Place, Rule] | None, row: Any, outcome: Outcome, by: str, correction: Correction
) -> Reading | None:
    """The reading of a rule that has a page; None where the outcome makes none."""
    day = clock.today()
    if outcome == "dropped":
        return None
    if known is None:
        raise UsageProblem("The rulebook has no such rule any more: close the review as dropped.")
    base = Reading(
        place=known[0].code, rule=row.rule, state="right", day=day, by=by, of=_shipped(known[1]), why=correction.why
    )
    if outcome == "right":
        return base
    if outcome == "stale":
        return replace(base, state="stale")
    window = correction.window or known[1].window.text
    try:
        parse(window)
    except RuleError as problem:
        raise UsageProblem(str(problem)) from problem
    return replace(base, state="corrected", window=window, how=correction.how, url=correction.url)


def _shipped(rule: Rule) -> str:
    """The window in the rule's file, whatever was read since."""
    return rule.origin or rule.window.text


def stale(folder: Path, book: Rulebook, place: str, rule: str, why: str, by: str = "notices") -> None:
    """Mark a rule out of date without a person: what contradicts it stands in a review."""
    known = rule_of(book, place, rule)
    if known is not None:
        day = clock.today()
        fresh = Reading(place=known[0].code, rule=rule, state="stale", day=day, by=by, of=_shipped(known[1]), why=why)
        keep_readings(folder, [fresh])
