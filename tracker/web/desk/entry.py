"""Log in, log out, look after one's own password and codes."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from tracker.errors import UsageProblem
from tracker.subscriptions import tokens
from tracker.web import accounts, rate_limits
from tracker.web.access import ORGANIZER, VISITOR
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages

pages = Pages()
_AFTER: Final = re.compile(r"/desk(?:/[A-Za-z0-9_.-]+)*\Z")
"""Where a log-in may lead: to the desk, and nowhere else."""
_LOCKED: Final = (
    "Please try again in an hour. If it cannot wait: an administrator can let you in at once on the desk under Organizers, "
    "and whoever runs this site with the command `tracker users unlock`."
)


def after_log_in(address: str) -> str:
    """The page to go to, if it is one of the desk's."""
    return address if _AFTER.match(address) and ".." not in address else "/desk"


@pages.get("/login", VISITOR, reads=("next",))
def login(ask: Ask) -> Response:
    """The form."""
    return ask.page("login.html", faults=Faults(), name="", next=after_log_in(ask.sent("next", 200)))


@pages.post("/login", VISITOR)
def logged_in(ask: Ask) -> Response:
    """Open a session, or say that something does not fit, and never what."""
    name, goal = ask.sent("name", 100), after_log_in(ask.sent("next", 200))
    engine, where = ask.site.engine, rate_limits.network(ask.request)
    if not rate_limits.may_log_in(engine, name, where):
        raise Problem(429, "Too many attempts", _LOCKED, headers={"Retry-After": "3600"})
    form = ask.form.get("password", [""])[-1]
    token = accounts.log_in(engine, name, form, ask.sent("code", 10).replace(" ", ""))
    if token is None:
        rate_limits.wrong_log_in(engine, name, where)
        accounts.note_failed_log_in(engine, name)
        faults = Faults(form="Name, password or code do not match.")
        return ask.page("login.html", status=401, faults=faults, name=name, next=goal)
    rate_limits.right_log_in(engine, name, where)
    return accounts.with_cookie(ask.go(goal), ask.site, token)


@pages.post("/logout", ORGANIZER)
def logout(ask: Ask) -> Response:
    """End the session."""
    assert ask.session is not None
    accounts.log_out(ask.site.engine, ask.session)
    return accounts.with_cookie(ask.go("/"), ask.site, "")


@pages.get("/desk/me", ORGANIZER)
def me(ask: Ask) -> Response:
    """One's own password and codes."""
    return _me(ask, Faults())


def _me(ask: Ask, faults: Faults, *, said: str = "", secret: str = "") -> Response:
    import pyotp
    import segno

    assert ask.session is not None
    fresh = secret or pyotp.random_base32()
    uri = pyotp.TOTP(fresh).provisioning_uri(name=ask.session.name, issuer_name="Policy Tracker")
    mark = tokens.signature("totp", f"{ask.session.user_id} {fresh}", 32)
    status = 422 if faults else 200
    drawn = segno.make(uri, error="m").svg_inline(border=4, dark="#000", light="#fff", title="QR", omitsize=True)
    qr = Markup(drawn)  # noqa: S704 - drawn by a library from our own address
    return ask.page("desk/me.html", status=status, faults=faults, said=said, secret=fresh, uri=uri, mark=mark, qr=qr)


@pages.post("/desk/me/password", ORGANIZER)
def new_password(ask: Ask) -> Response:
    """A new password; every session ends, and this browser logs in anew."""
    assert ask.session is not None
    old, new, again = (ask.form.get(name, [""])[-1] for name in ("old", "new", "again"))
    faults = Faults()
    if not _right_password(ask, old):
        faults["old"] = "This is not your password."
    if new != again:
        faults["again"] = "The two are not the same."
    try:
        accounts.checked_password(new)
    except UsageProblem:
        faults["new"] = "Please take at least 12 characters; a sentence is good."
    if faults:
        return _me(ask, faults)
    accounts.set_password(ask.site.engine, ask.session.name, new, ask.session.name)
    return accounts.with_cookie(ask.go("/login"), ask.site, "")


def _right_password(ask: Ask, given: str) -> bool:
    """Whether it is; whoever sits at an open session may not guess for long, and locks nobody out by it."""
    assert ask.session is not None
    engine, name = ask.site.engine, ask.session.name
    right = accounts.right_password(engine, name, given)
    session = f"session\0{ask.session.token}"
    if not right and not rate_limits.allowed(engine, rate_limits.LOG_IN_AS, session):
        raise Problem(429, "Too many attempts", "Please try again later.")
    return right


@pages.post("/desk/me/code", ORGANIZER)
def code(ask: Ask) -> Response:
    """Ask for one-time codes at log-in, or no longer."""
    import pyotp

    assert ask.session is not None
    faults = Faults()
    secret = ask.sent("secret", 64)
    if not _right_password(ask, ask.form.get("old", [""])[-1]):
        faults["code_old"] = "This is not your password."
    if ask.sent("do") == "off":
        if faults:
            return _me(ask, faults)
        accounts.set_code(ask.site.engine, ask.session, None)
        return ask.go("/desk/me")
    if not tokens.signed("totp", f"{ask.session.user_id} {secret}", ask.sent("mark", 64)):
        raise Problem(400, "Open the page again", "The code's secret was not made for you.")
    if not pyotp.TOTP(secret).verify(ask.sent("code", 10).replace(" ", ""), valid_window=1):
        faults["code"] = "This code does not fit; look at the clock of your phone."
    if faults:
        return _me(ask, faults, secret=secret)
    accounts.set_code(ask.site.engine, ask.session, secret)
    return ask.go("/desk/me")
