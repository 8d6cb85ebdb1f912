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
