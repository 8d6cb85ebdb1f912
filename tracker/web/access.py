"""Say who may see or do what: a page has exactly one rule, and the rule is checked before the page runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from tracker.web.errors import refusal

if TYPE_CHECKING:
    from tracker.web.request_context import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may. `roles` is empty where no session is needed."""

    name: str
    roles: frozenset[str] = frozenset()
    private: bool = False
    """The answer is one person's: no cache may keep it."""

    @property
    def needs_session(self) -> bool:
        """Whether somebody must have logged in."""
        return bool(self.roles)


ANYONE: Final = Rule(name="anyone")
"""Public, the same for all."""
VISITOR: Final = Rule(name="visitor", private=True)
"""Anyone, but about this visitor: forms of sign-up and log-in."""
LINK: Final = Rule(name="link", private=True)
"""Whoever holds the secret link in the path; the page itself looks the token up."""
ORGANIZER: Final = Rule(name="organizer", roles=frozenset({"organizer", "admin"}), private=True)
ADMIN: Final = Rule(name="admin", roles=frozenset({"admin"}), private=True)


def refused(rule: Rule, ask: Ask) -> Response | None:
    """The answer to someone who may not, or None where they may."""
    if not rule.needs_session:
        return None
    request = ask.request
    if ask.session is None:
        if request.method == "GET":
            after = urlencode({"next": request.scope["path"]})
            return RedirectResponse(f"{ask.address('/login')}?{after}", 303, {"Cache-Control": "no-store"})
        return refusal(request, 401, "Log in first", "Your session has ended. Log in and send the form again.")
    if ask.session.role not in rule.roles:
        return refusal(request, 403, "Not yours to do", "This page is for administrators.")
    if request.method == "POST" and not ask.session.owns(ask.sent("csrf")):
        return refusal(request, 403, "Open the page again", "This form belongs to an earlier session.")
    return None
