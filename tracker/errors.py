"""Name what can go wrong, so that each seam knows what it may catch.

A message has three parts: where, what was expected, what was found; and the command that helps, if there is one.
"""


class TrackerError(Exception):
    """Anything this program raises on purpose. Commands print it as one sentence and exit 1."""

    exit_code = 1


class UsageProblem(TrackerError):
    """The caller asked for something that does not exist or cannot be read. Commands exit 2."""

    exit_code = 2


class SettingsError(UsageProblem):
    """A setting is missing, unknown or unreadable; the message lists every fault, not the first."""


class RuleError(UsageProblem):
    """A query, a topic file or a testimony rule cannot be understood; the message names file, line and fix."""


def found_in(problem: Exception) -> str:
    """What the system or a reader of files met, in words: without the system's number, and without the path, which the message names."""
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror[0].lower() + problem.strerror[1:]
    if isinstance(problem, UnicodeDecodeError):
        return f"bytes that are no UTF-8, from byte {problem.start} on"
    return str(problem)
