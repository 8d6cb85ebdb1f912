"""Who may log in, and who did what."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from starlette.responses import Response

from tracker.db.models import AuditRow
from tracker.errors import UsageProblem
from tracker.web import accounts, cursors
from tracker.web.access import ADMIN, ORGANIZER
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages

pages = Pages()
_PAGE: Final = 100


@pages.get("/desk/audit", ORGANIZER, reads=("after",))
def audit(ask: Ask) -> Response:
    """What was done here, newest first."""
    query = select(AuditRow.__table__).order_by(AuditRow.id.desc()).limit(_PAGE + 1)
    if ask.sent("after"):
        query = query.where(AuditRow.id < cursors.decode(ask.sent("after"), int)[0])
    with ask.reading() as connection:
        rows = list(connection.execute(query))
    after = cursors.encode(rows[_PAGE - 1].id) if len(rows) > _PAGE else None
    return ask.page("desk/audit.html", rows=rows[:_PAGE], after=after)


@pages.get("/desk/users", ADMIN)
def users(ask: Ask) -> Response:
    """The organizers."""
    return _users(ask, Faults())


def _users(ask: Ask, faults: Faults, name: str = "") -> Response:
    with ask.reading() as connection:
        rows = accounts.users(connection)
    return ask.page("desk/users.html", status=422 if faults else 200, users=rows, faults=faults, name=name)


@pages.post("/desk/users", ADMIN)
def changed(ask: Ask) -> Response:
    """Add, remove, change a role or set a password, as the button says."""
    assert ask.session is not None
    engine, actor = ask.site.engine, ask.session.name
    doing, name = ask.sent("do", 40), ask.sent("name", 120)
    password = ask.form.get("password", [""])[-1]
    try:
        if doing == "add":
            accounts.add_user(engine, name, password, ask.sent("role", 20), actor)
        elif doing == "unlock":
            accounts.unlock(engine, name, actor)
        elif doing == "remove":
            accounts.remove_user(engine, name, actor)
        elif doing in accounts.ROLES:
            accounts.set_role(engine, name, doing, actor)
        elif doing == "password":
            accounts.set_password(engine, name, password, actor)
    except UsageProblem as problem:
        return _users(ask, Faults(form=str(problem)), name)
    return ask.go("/desk/users")
