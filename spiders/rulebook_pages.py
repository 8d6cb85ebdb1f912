"""Read the pages of the testimony rules again, and the notices of hearings; what changed opens a review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from spiders.addresses import Asked, Told, fetch
from spiders.kit.bill_text import read_text
from spiders.kit.pdf import pdf_pages
from spiders.kit.select import PageChanged
from tracker import clock
from tracker.cli.output import note
from tracker.cli.params import as_of_option
from tracker.records.text import number_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.rulebook.pages import Answer

_NOTICE_PAGES: Final = 60
"""Pages of one notice; agendas of large cities have about as many."""
_EVERY: Final = 1_000
"""Pages of a visit that asks for all of them; the rulebook has a fifth of it."""


@click.group()
def rulebook() -> None:
    """Keep the testimony rules alive: read their pages and hearings' notices again, learn from notices."""


@rulebook.command("read")
@click.option("--all", "every", is_flag=True, help="All pages, also those that were read this week.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many pages.")
@as_of_option
def read(*, every: bool, limit: int | None, as_of: dt.date | None) -> int:
    """Read the pages on which rules stand: once a week, and daily in the month before the place's session opens.

    What a page says of being heard is kept. Where it is no longer the same, a review with the difference opens on the desk.

    Example: tracker rulebook read --limit 20
    """
    from tracker.db.opening import open_engine

    with clock.as_of(as_of):
        return _pages(open_engine(), every=every, limit=limit)


def _pages(engine: Engine, *, every: bool = False, limit: int | None = None) -> int:
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.rulebook import pages

    book = own_rulebook()
    wanted = pages.due_pages(engine, book, limit=limit or (_EVERY if every else pages.BUDGET), every=every)
    answers: list[Answer] = []
    if wanted:
        fetch([Asked(page.url, None, page.etag, page.modified) for page in wanted], _heard(answers))
    done = pages.keep_pages(engine, book, answers)
    _versions(engine)
    note(
        f"{number_of(len(wanted), 'page was', 'pages were')} due: {done.read} read, {done.changed} of them changed, {done.failed} could not be read; "
        f"{number_of(done.reviews, 'review')} to look at"
    )
    return 3 if done.failed or len(answers) < len(wanted) else 0


def _heard(answers: list[Answer]) -> Callable[[Told[Any]], None]:
    from tracker.rulebook.pages import Answer
    from tracker.rulebook.words import leads_away

    def heard(answer: Told[Any]) -> None:
        url, problem, text = answer.asked.url, answer.problem, None
        if problem is None and leads_away(url, answer.url or url):
            problem = f"expected the page itself, was led to {answer.url[:200]}"
        if problem is None and not answer.unchanged:
            try:
                text = read_text(answer.body, url, answer.kind)
            except (PageChanged, ValueError) as fault:
                problem = str(fault)
        answers.append(
            Answer(
                url=url, text=text, same=answer.unchanged, problem=problem, etag=answer.etag, modified=answer.modified
            )
        )

    return heard


@rulebook.command("notices")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many addresses.")
@as_of_option
def notices(*, limit: int | None, as_of: dt.date | None) -> int:
    """Read the own pages, agendas and PDFs of coming hearings for deadlines, where the rules leave those to the notice.

    The sentence and the page are kept as evidence. Flagged hearings come first, then the soonest.

    Example: tracker rulebook notices --limit 20
    """
    from tracker.db.opening import open_engine

    with clock.as_of(as_of):
        return _notices(open_engine(), limit=limit)


def _notices(engine: Engine, *, limit: int | None = None) -> int:
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.rulebook import fetched_notices

    wanted = fetched_notices.notices_wanted(engine, own_rulebook(), limit=limit or fetched_notices.BUDGET)
    answers: list[tuple[Any, list[str] | None, str | None]] = []
    if wanted:
        fetch(
            [Asked(notice.url, notice) for notice in wanted],
            lambda answer: answers.append((answer.asked.about, *_pages_of(answer))),
        )
    said = fetched_notices.keep_notices(engine, answers)
    bad = sum(problem is not None for _wanted, _pages_read, problem in answers)
    note(
        f"{number_of(len(wanted), 'notice was', 'notices were')} wanted: {number_of(said, 'says', 'say')} something of being heard, {bad} could not be read"
    )
    return 3 if bad or len(answers) < len(wanted) else 0


def _pages_of(answer: Told[Any]) -> tuple[list[str] | None, str | None]:
    """The pages of an answer, or why there is none. A hostile file costs itself alone."""
    if answer.problem is not None:
        return None, answer.problem
    try:
        if answer.body[:5] == b"%PDF-":
            return pdf_pages(answer.body, pages=_NOTICE_PAGES), None
        return [read_text(answer.body, answer.asked.url, answer.kind)], None
    except (PageChanged, ValueError) as fault:
        return None, str(fault)


@rulebook.command("learn")
@as_of_option
def learn(*, as_of: dt.date | None) -> int:
    """Hold the rules to the notices that are kept: learn a committee's own window, mark a rule that three notices contradict.

    Five notices that agree make a rule of their committee, shown as learned; two that disagree open a review on the desk.

    Example: tracker rulebook learn
    """
    from tracker.db.opening import open_engine

    with clock.as_of(as_of):
        return _learn(open_engine())


def _learn(engine: Engine) -> int:
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.rulebook.lessons import hold_to_notices
    from tracker.settings import load

    done = hold_to_notices(engine, load().data_dir, own_rulebook())
    _versions(engine)
    note(
        f"{number_of(done.notices, 'notice states', 'notices state')} deadlines: {number_of(done.lessons, 'window')} learned, "
        f"{number_of(done.stale, 'rule')} marked out of date, "
        f"{number_of(done.reviews, 'review')} to look at"
    )
    return 0


@rulebook.command("refresh")
def refresh() -> int:
    """Do all three in turn, as the schedule does every night.

    Pages and notices are asked for only where somebody has begun with `tracker rulebook read`: which hosts to visit is a person's
    choice.

    Example: tracker rulebook refresh
    """
    import subprocess
    import sys

    from tracker.db.engine import reading
    from tracker.db.opening import open_engine
    from tracker.rulebook.pages import page_rows

    engine = open_engine()
    with reading(engine) as connection:
        begun = bool(page_rows(connection))
    codes = []
    if begun:  # each in a process of its own, since a process crawls once
        calls = [[sys.executable, "-m", "tracker", "rulebook", verb] for verb in ("read", "notices")]
        codes = [subprocess.run(call, check=False).returncode for call in calls]
    else:
        note("no page of a rule was read yet; `tracker rulebook read` begins, and every night goes on from there")
    codes.append(_learn(engine))
    return next((code for code in codes if code not in {0, 3}), max(codes))


def _versions(engine: Engine) -> None:
    """Write down how the rules stand now, for the feed of changes."""
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.rulebook.versions import keep_versions

    keep_versions(engine, own_rulebook())
