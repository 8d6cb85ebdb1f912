"""The web page's verbs: serve it, and look after the organizers who may log in."""

from __future__ import annotations

import sys
from ipaddress import ip_network

import click

from tracker.cli.output import emit, format_option, note
from tracker.db.opening import open_engine


def _proxies(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """Addresses or networks of proxies. One that is none would be believed by nobody, and all visitors taken for one."""
    for proxy in given.split(","):
        try:
            proxy.strip() == "*" or ip_network(proxy.strip())
        except ValueError as problem:
            raise click.BadParameter(
                f"expected addresses or networks such as 127.0.0.1,172.30.83.0/24, found {proxy!r}: {problem}"
            ) from problem
    return given


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 picks a free one."
)
@click.option("--jobs/--no-jobs", default=True, help="Also run the scheduler and a worker in this process.")
@click.option(
    "--behind",
    metavar="ADDRESSES",
    callback=_proxies,
    default="127.0.0.1",
    show_default=True,
    help="Addresses of proxies whose X-Forwarded-For counts, joined by commas.",
)
def serve(host: str, port: int, jobs: bool, behind: str) -> None:
    """Serve the web page, the JSON API and the feeds, and do the scheduled jobs.

    Example: tracker serve --port 8000, then open http://127.0.0.1:8000
    """
    from tracker.web.running import run

    run(host, port, jobs=jobs, behind=behind)


@click.group()
def users() -> None:
    """Look after the organizers who may log in to the desk."""


def _asked_password() -> str:
    """Asked twice at a terminal, or one line of a pipe."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@users.command()
@click.argument("name")
@click.option("--admin", is_flag=True, help="May also look after other organizers.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input (also done for pipes).")
def add(name: str, admin: bool, password_stdin: bool) -> None:
    """Add an organizer; the first one is an admin. The password is asked, or read from a pipe.

    Example: tracker users add ana --admin
    """
    from tracker.db.engine import reading
    from tracker.web import accounts

    engine = open_engine()
    with reading(engine) as connection:
        first = not accounts.users(connection)
    role = "admin" if admin or first else "organizer"
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _asked_password()
    accounts.add_user(engine, name, password, role, "command line")
    note(f"added {name} ({role}); log in at /login")


@users.command("list")
@format_option()
def list_(fmt: str | None) -> None:
    """List the organizers.

    Example: tracker users list
    """
    from tracker.db.engine import reading
    from tracker.web import accounts

    with reading(open_engine()) as connection:
        rows = [
            {"name": row.name, "role": row.role, "one_time_code": bool(row.has_code), "created_at": row.created_at}
            for row in accounts.users(connection)
        ]
    if not emit(rows, fmt, ("name", "role", "one_time_code", "created_at")):
        note("nobody may log in yet; `tracker users add NAME` adds the first")


@users.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take an organizer away; every session of theirs ends at once.

    Example: tracker users remove ana
    """
    from tracker.web import accounts

    accounts.remove_user(open_engine(), name, "command line")
    note(f"removed {name}")


@users.command()
@click.argument("name")
def unlock(name: str) -> None:
    """Let an organizer log in again at once, after too many wrong passwords under the name.

    Example: tracker users unlock ana
    """
    from tracker.web import accounts

    accounts.unlock(open_engine(), name, "command line")
    note(f"{name} may log in again")


@users.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input (also done for pipes).")
def password(name: str, password_stdin: bool) -> None:
    """Change an organizer's password; every session of theirs ends at once.

    Example: tracker users password ana
    """
    from tracker.web import accounts

    text = sys.stdin.readline().rstrip("\n") if password_stdin else _asked_password()
    accounts.set_password(open_engine(), name, text, "command line")
    note(f"changed the password of {name}; their sessions have ended")
