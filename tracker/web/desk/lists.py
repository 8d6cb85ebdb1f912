"""The lists of bills that a coalition works on: show them, change them, take them along; nobody else sees them."""

from __future__ import annotations

from starlette.responses import Response

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.errors import UsageProblem
from tracker.exports import list_rows
from tracker.subscriptions import bill_lists
from tracker.subscriptions.bill_lists import POSITIONS, Edit, Listed
from tracker.subscriptions.done import FEW
from tracker.vocabulary import check_bill
from tracker.web import accounts
from tracker.web.access import ORGANIZER
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.pages.list_files import csv_file
from tracker.web.request_context import Ask, Pages

pages = Pages()


@pages.get("/desk/lists", ORGANIZER)
def lists(ask: Ask) -> Response:
    """All lists, and the form that begins another one."""
    return _lists(ask, Faults())


def _lists(ask: Ask, faults: Faults) -> Response:
    ask.site.level_own_files()
    with ask.reading() as connection:
        rows = list_rows.lists(connection)
    return ask.page(
        "desk/lists.html", status=422 if faults else 200, rows=rows, few=FEW, faults=faults, name=ask.sent("name", 80)
    )


@pages.post("/desk/lists", ORGANIZER)
def begin(ask: Ask) -> Response:
    """Go to a list of this name; nothing is kept until a bill stands on it."""
    try:
        name = bill_lists.new_name(ask.sent("name", 80))
    except UsageProblem:
        hint = "Please take small letters, digits and dashes, such as housing-2027."
        return _lists(ask, Faults(ask.language, name=hint))
    return ask.go(f"/desk/lists/{name}")


@pages.get("/desk/lists/{name}", ORGANIZER, reads=("bill", "position", "note"))
def one(ask: Ask) -> Response:
    """A list, and the form that adds to it."""
    return _one(ask, Faults())


def _name(ask: Ask) -> str:
    """The list that the address names, as it stands on whatever machine it was changed last."""
    try:
        name = bill_lists.new_name(ask.part("name"))
    except UsageProblem:
        raise Problem(404, "There is no such list") from None
    ask.site.level_own_files()
    return name


def _one(ask: Ask, faults: Faults) -> Response:
    name = _name(ask)
    bill_list = bill_lists.read(name)
    with ask.reading() as connection:
        rows = list_rows.rows(connection, bill_list.bills, clock.now())
    return ask.page(
        "desk/list.html",
        status=422 if faults else 200,
        name=name,
        rows=rows,
        unread=bill_list.unread,
        faults=faults,
        positions=POSITIONS,
        bill=ask.sent("bill", 120),
        position=ask.sent("position", 10),
        note=ask.sent("note", bill_lists.NOTE_LIMIT),
    )


@pages.post("/desk/lists/{name}", ORGANIZER)
def changed(ask: Ask) -> Response:
    """Put a bill on the list, or take one off."""
    name, bill, position = _name(ask), ask.sent("bill", 120), ask.sent("position", 10)
    if ask.sent("do", 10) == "remove":
        _write_down(ask, name, bill_lists.take(name, [bill]))
        return ask.go(f"/desk/lists/{name}")
    if position and position not in POSITIONS:
        raise Problem(422, "That could not be understood", f"position: expected one of {', '.join(POSITIONS)}")
    try:
        with reading(ask.site.engine) as connection:
            key = check_bill(bill, connection, followed=True)
        done = bill_lists.put(name, [Listed(key, position, ask.sent("note", bill_lists.NOTE_LIMIT))])
    except UsageProblem as problem:
        return _one(ask, Faults(ask.language, bill=str(problem)))
    _write_down(ask, name, done)
    return ask.go(f"/desk/lists/{name}")


def _write_down(ask: Ask, name: str, done: Edit) -> None:
    assert ask.session is not None
    ask.site.level_own_files()
    with writing(ask.site.engine) as connection:
        details = {"added": list(done.added), "changed": list(done.changed), "removed": list(done.removed)}
        accounts.note(connection, ask.session.name, "change list", name, **details)


@pages.get("/desk/lists/{name}/table.csv", ORGANIZER)
def table(ask: Ask) -> Response:
    """A list for another group, as `tracker list import` reads it."""
    name = _name(ask)
    with ask.reading() as connection:
        rows = list_rows.rows(connection, bill_lists.read(name).bills, clock.now())
    answer = csv_file(rows, list_rows.COLUMNS, f"{name}.csv")
    answer.headers["Cache-Control"] = "no-store"  # it is nobody else's
    return answer
