"""Start: one command, whose verbs each package brings through an entry point."""

from __future__ import annotations

import errno
import os
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path

import click

from tracker import __version__
from tracker.cli.command_table import VERBS
from tracker.errors import TrackerError
from tracker.system import collect_rarely, take_enough_files, take_streams

_GROUP = "[tracker.commands]"
_CHECKOUT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_TABLE = '[project.entry-points."tracker.commands"]'
_LOG_CONTEXT = "TRACKER_LOG_CONTEXT"
TRACEBACK = "TRACKER_TRACEBACK"
"""The variable that shows the whole of a fault; what it shows may hold settings and addresses."""


def entry_points() -> dict[str, str]:
    """The verbs of this distribution and where they stand, as `module:attribute`.

    Read from the installed `entry_points.txt` itself: importlib.metadata costs more than the rest of the start together.
    In a checkout `pyproject.toml` says it, which is true also right after a `git pull`.
    """
    if _CHECKOUT.is_file():
        _before, _name, lines = _CHECKOUT.read_text(encoding="utf-8").partition(_TABLE)
        return _pairs(lines.partition("\n[")[0])
    for folder in sys.path:
        for file in Path(folder or ".").glob("mh_policy_tracker-*.dist-info/entry_points.txt"):
            _before, _name, lines = file.read_text(encoding="utf-8").partition(_GROUP)
            return _pairs(lines.partition("[")[0])
    return {}


def _pairs(lines: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): target.strip().strip('"') for name, _equals, target in pairs}


class _Verbs(click.Group):
    """A group that imports a verb when it is called, and only then."""

    @cached_property
    def _points(self) -> dict[str, str]:
        return entry_points()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """All verbs, in the order of the alphabet."""
        return sorted(self._points)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one verb."""
        target = self._points.get(cmd_name)
        if target is None:
            return None
        module, _colon, attribute = target.partition(":")
        verb = getattr(import_module(module), attribute)
        assert isinstance(verb, click.Command)
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the verbs by what a person wants to do."""
        for section, verbs in VERBS.items():
            rows = [(name, sentence) for name, sentence in verbs.items() if name in self._points]
            if rows:
                with formatter.section(section):
                    formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest verbs when one is unknown."""
        if args and args[0] not in self._points and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._points, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else "; `tracker --help` lists them all"
            raise click.UsageError(f"no such command: {args[0]}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tracker")
def tracker() -> None:
    """Watch legislatures for mental-health policy: what matters, why, what to do, by when.

    Begin with `tracker demo`; it needs no network and no keys.
    """
    context = click.get_current_context()
    context.call_on_close(_close_database)
    if _LOG_CONTEXT in os.environ:  # a scheduler or a worker started us, and its lines and ours are one log
        from tracker import logs
        from tracker.settings import load

        context.with_resource(logs.during(load()))


def _close_database() -> None:
    opening = sys.modules.get("tracker.db.opening")  # a command that needs no database does not import it for this
    if opening is not None:
        opening.close_engines()


def refused(problem: OSError) -> str:
    """What the system refused, in one sentence."""
    where = f"{problem.filename}: " if problem.filename else ""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return f"{where}there is no room left on the disk; make room (`tracker doctor` says how much there is) and try again"
    return f"{where}the system refused: {problem.strerror or problem}"


def fault_of_ours(problem: Exception) -> str:
    """An error nobody foresaw, without what its words may give away."""
    place = problem.__traceback__
    while (
        place is not None
        and place.tb_next is not None
        and "site-packages" not in place.tb_next.tb_frame.f_code.co_filename
    ):
        place = place.tb_next
    where = f" at {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    return (
        f"a fault of the program itself, not of yours: {type(problem).__name__}{where}; nothing half done was kept; "
        f"please report it with what {TRACEBACK}=1 shows when you run the command again"
    )


def main() -> None:
    """Run the command line; a problem is one sentence on stderr and an exit code, never a traceback."""
    take_streams()
    collect_rarely()
    if "_TRACKER_LIFE_LINE" in os.environ:
        from tracker import lifeline

        lifeline.hold_on()
    color = False if os.environ.get("NO_COLOR") else None  # click itself does not look at it
    try:
        take_enough_files()
        code = (
            tracker.main(standalone_mode=False, color=color)
            if color is not None
            else tracker.main(standalone_mode=False)
        )
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except TrackerError as problem:
        click.echo(f"tracker: {problem}", err=True)
        sys.exit(problem.exit_code)
    except BrokenPipeError:  # the reader of our output went away, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as problem:
        click.echo(f"tracker: {refused(problem)}", err=True)
        sys.exit(1)
    except Exception as problem:
        if os.environ.get(TRACEBACK):
            raise
        click.echo(f"tracker: {fault_of_ours(problem)}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
