"""The report of a coalition to its members, to read, to print and to take along; the words are those of `tracker report`."""

from __future__ import annotations

import shlex

from starlette.responses import Response

from tracker import clock
from tracker.errors import UsageProblem
from tracker.exports import impact, impact_text
from tracker.exports.impact import Impact, Scope
from tracker.subscriptions import bill_lists
from tracker.web import filters
from tracker.web.access import ORGANIZER
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.pages.list_files import csv_file
from tracker.web.request_context import Ask, Pages

pages = Pages()
_READS = ("list", "since", "until", "topic", "place")


@pages.get("/desk/report", ORGANIZER, reads=_READS)
def report(ask: Ask) -> Response:
    """What was watched, told and done in a time, and what changed."""
    faults = Faults(ask.language)
    scope = _scope(ask, faults)
    measures = _measured(ask, scope, faults)
    return ask.page(
        "desk/report.html",
        status=422 if faults else 200,
        faults=faults,
        scope=scope,
        sections=list(impact_text.sections(measures, impact_text.flowing)) if measures else [],
        caution=impact.CAUTION,
        lists=bill_lists.names(),
        choices=ask.choices(),
        command=_command(scope),
        table=ask.here().replace("/desk/report", "/desk/report.csv", 1),
    )


@pages.get("/desk/report.csv", ORGANIZER, reads=_READS)
def table(ask: Ask) -> Response:
    """The same for a spreadsheet."""
    faults = Faults(ask.language)
    measures = _measured(ask, _scope(ask, faults), faults)
    if measures is None:
        raise Problem(422, "That could not be understood", "; ".join(faults.values()))
    return csv_file(impact_text.rows(measures), impact_text.COLUMNS, "report.csv")


def _scope(ask: Ask, faults: Faults) -> Scope:
    """What the report is of; the last 90 days of everything unless the address says otherwise."""
    ask.site.level_own_files()
    last = filters.date(ask.sent("until", 10), "until", faults) or clock.today()
    first = filters.date(ask.sent("since", 10), "since", faults) or last - impact.SPAN
    if first > last and not faults:
        faults["since"] = "Please give a day that is not after the last one."
    return Scope(since=first, until=last, topics=ask.topics(), places=ask.places(), list=ask.sent("list", 80))


def _command(scope: Scope) -> str:
    words = ["tracker", "report", f"--since={scope.since}", f"--until={scope.until}"]
    words += [f"--coalition={scope.list}"] if scope.list else []
    words += [f"--topic={slug}" for slug in scope.topics] + [f"--jurisdiction={code}" for code in scope.places]
    return shlex.join(words)


def _measured(ask: Ask, scope: Scope, faults: Faults) -> Impact | None:
    """The report, or None with a word about what stands in its way."""
    if faults:
        return None
    try:
        with ask.reading() as connection:
            return impact.measure(connection, scope)
    except UsageProblem as problem:
        faults["list"] = str(problem)
        return None
