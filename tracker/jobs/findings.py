"""What a look at the program finds, as everybody who looks at it says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from tracker.db.problems import DatabaseProblem, one_line
from tracker.errors import TrackerError

OTHER_USER: Final = "the system refused to show it; is this the right user?"
RESTORE: Final = "`tracker db restore FILE` puts a backup in its place; docs/operating.md, “Restore”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: `ok`, `notice` (works, but should be known) or `wrong`; and what to do."""

    state: str
    what: str
    found: str
    do: str = ""


def ok(what: str, state: str) -> Finding:
    """Nothing is to do."""
    return Finding(state="ok", what=what, found=state)


def notice(what: str, state: str, do: str) -> Finding:
    """It works, but should be known."""
    return Finding(state="notice", what=what, found=state, do=do)


def wrong(what: str, state: str, do: str) -> Finding:
    """It is to be put right."""
    return Finding(state="wrong", what=what, found=state, do=do)


def guarded(what: str, check: Callable[[Any], Iterable[Finding]], subject: object) -> list[Finding]:
    """A check that cannot be made is a finding itself, and stops none of the others."""
    findings: list[Finding] = []
    try:
        findings.extend(check(subject))
    except (TrackerError, SQLAlchemyError) as problem:
        findings.append(refused(what, getattr(problem, "orig", None) or problem))
    except OSError as problem:
        findings.append(wrong(what, str(problem), OTHER_USER))
    return findings


def refused(what: str, problem: BaseException) -> Finding:
    """What a database says of itself, with its own advice: a backup mends a damaged one, and not a full disk."""
    state, _semicolon, do = one_line(problem).partition("; ")
    if isinstance(problem, DatabaseProblem) and do:
        return wrong(what, state, do)
    return wrong(what, one_line(problem), RESTORE)
