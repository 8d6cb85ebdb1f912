"""Start: one command, whose verbs each package brings through an entry point."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution

import click

from tracker import __version__
from tracker.errors import TrackerError


class _Verbs(click.Group):
    """A group that imports a verb when it is called, and only then."""

    @cached_property
    def _points(self) -> dict[str, EntryPoint]:
        try:
            points = distribution("mh-policy-tracker").entry_points
        except PackageNotFoundError:
            return {}
        return {point.name: point for point in points if point.group == "tracker.commands"}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """All verbs, in the order of the alphabet."""
        return sorted(self._points)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one verb."""
        point = self._points.get(cmd_name)
        return None if point is None else point.load()

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


def main() -> None:
    """Run the command line; a problem we know is one sentence on stderr and an exit code, never a traceback."""
    color = False if os.environ.get("NO_COLOR") else None  # click itself does not look at it
    try:
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
    sys.exit(code if isinstance(code, int) else 0)
