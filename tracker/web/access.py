"""Say who may see or do what: a page has exactly one rule, and the rule is checked before the page runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may. `roles` is empty where no session is needed."""

    name: str
    roles: frozenset[str] = frozenset()
    private: bool = False
    """The answer is one person's: no cache may keep it."""
    lenient: bool = False
    """Its addresses go through programs that add parameters of their own, which must keep nobody out."""

    @property
    def needs_session(self) -> bool:
        """Whether somebody must have logged in."""
        return bool(self.roles)


ANYONE: Final = Rule(name="anyone")
"""Public, the same for all."""
PROBE: Final = Rule(name="probe", lenient=True)
"""Public, for programs that watch: many add a number, so that nothing on the way answers for us."""
VISITOR: Final = Rule(name="visitor", private=True)
"""Anyone, but about this visitor: forms of sign-up and log-in."""
LINK: Final = Rule(name="link", private=True, lenient=True)
"""Whoever holds the secret link in the path; the page itself looks the token up."""
SECRET: Final = Rule(name="secret", private=True)
"""Whoever holds the secret address of a calendar, which programs ask for as it is."""
ORGANIZER: Final = Rule(name="organizer", roles=frozenset({"organizer", "admin"}), private=True)
ADMIN: Final = Rule(name="admin", roles=frozenset({"admin"}), private=True)
