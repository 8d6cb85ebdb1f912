"""Show one bill to a person on a terminal, with everything we know about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from tracker.deadlines.model import KINDS, zone_named
from tracker.exports.cells import moment
from tracker.records.stages import TITLES, WAY, step
from tracker.records.text import number_of, shown_number
from tracker.records.unread_texts import why_unread

ACTIONS_SHOWN = 15


def print_bill(view: dict[str, Any]) -> None:
    """Print a bill as a page to read from the top: what, how far, why, what is coming, what was."""
    click.secho(f"{shown_number(view['id'])} · {view['title']}", bold=True)
    click.echo(f"{view['id']} · {_stage_line(view['stage'])}")
    click.echo(view["stage_basis"][0].upper() + view["stage_basis"][1:])
    for sponsor in [sponsorship for sponsorship in view["sponsorships"] if sponsorship["primary"]][:3]:
        click.echo(f"by {sponsor['name']}")
    for quote in view["gist"]:
        where = "" if quote["section"] == quote["words"] else f" ({quote['section']})"
        click.echo(f"  “{quote['words']}”{where}")
    if unread := view["text_unread"]:
        version = f" of the version “{unread['version']}”" if unread["version"] else ""
        click.echo(f"  The text{version} could not be read: {why_unread(unread['reason'])}")
    _print_reasons(view["matches"])
    _print_coming(view)
    _print_companions(view["companions"])
    _print_unconfirmed(view["unconfirmed"])
    _print_actions(view["actions"])
    for link in view["sources"][:2]:
        click.echo(f"\n{link['url']}", nl=False)
    click.echo()


def _stage_line(stage: str) -> str:
    reached = step(stage)
    if reached in {0, len(WAY)}:
        return TITLES[stage]
    names = [TITLES[step_name] for step_name in WAY]
    names[reached - 1] = f"[{TITLES[stage]}]"
    return " → ".join(names)


def _print_reasons(matches: list[dict[str, Any]]) -> None:
    if not matches:
        click.echo("\nNo topic flags this bill.")
    for match in matches:
        head = f"Flagged for {match['topic']} (score {match['score']})"
        heading = f"Possibly {match['topic']}" if match["tier"] == "possible" else head
        click.secho(f"\n{heading}", bold=True)
        for reason in match["reasons"]:
            sign = "against: " if reason.get("against") else ""
            where = f" ({reason['section']})" if reason.get("section") else ""
            click.echo(f"  {sign}{_rule_told(reason)} in {reason['field']}{where}: {reason['excerpt']}")


def _rule_told(reason: dict[str, Any]) -> str:
    """The rule by its name; an estimate as what it is."""
    if reason["rule"] != "estimate":
        return str(reason["rule"])
    share = round(10 * (reason.get("share") or 0))
    return f"an estimate, no rule: analysts saw it in {share} of 10 bills with such words ({reason['words']}),"


def _print_coming(view: dict[str, Any]) -> None:
    for hearing in view["hearings"]:
        gone = " (no longer listed)" if hearing["no_longer_listed"] else ""
        click.echo(f"\nHearing {_start(hearing)} · {hearing['name']} · {hearing['status']}{gone}")
        if hearing.get("location"):
            click.echo(f"  {hearing['location']}")
    for deadline in view["deadlines"]:
        _print_deadline(deadline)


def _print_companions(companions: list[dict[str, Any]]) -> None:
    if companions:
        click.secho("\nThe same bill elsewhere", bold=True)
    for companion in companions:
        basis = {"source": "as the source says", "identical": "the same text"}.get(
            companion["basis"], f"{companion['likeness'] or 0:.0%} of the text"
        )
        click.echo(f"  {companion['id']} · {companion['title']} ({basis})")


def _start(hearing: dict[str, Any]) -> str:
    at = dt.datetime.fromisoformat(hearing["start"])
    return at.date().isoformat() if hearing.get("all_day") else moment(at, zone_named(hearing["timezone"]))


def _print_deadline(deadline: dict[str, Any]) -> None:
    due, zone = deadline["due"], zone_named(deadline["timezone"])
    day_only = deadline["all_day"]
    when = due if day_only else moment(dt.datetime.fromisoformat(due), zone)
    check = "" if deadline["urgent_ok"] else ", not confirmed: check with the committee clerk"
    click.echo(f"\n{KINDS[deadline['kind']]} until {when} ({deadline['left']}{check})")
    click.echo(f"  {' '.join(part for part in (deadline['how'], deadline['url']) if part)}")
    click.echo(f"  {deadline['basis']}")


def _print_unconfirmed(steps: list[dict[str, Any]]) -> None:
    if steps:
        click.secho("\nTold by one witness alone, and counted for nothing yet", bold=True)
    for unconfirmed in steps:
        silent = (
            "does not show it, though it tells later steps" if unconfirmed["contradicted"] else "does not show it yet"
        )
        teller, other = unconfirmed["told_by_name"], unconfirmed["missing_from_name"]
        click.echo(
            f"  {teller} says of {unconfirmed['date']}: “{unconfirmed['description']}”; {other} {silent}, day {unconfirmed['days']}"
        )
        click.echo(f"  {' and '.join(filter(None, (unconfirmed['told_url'], unconfirmed['missing_url'])))}")


def _print_actions(actions: list[dict[str, Any]]) -> None:
    days = list(dict.fromkeys((action["date"], action["description"]) for action in actions))
    click.secho(f"\nHistory ({number_of(len(days), 'action')}, newest first)", bold=True)
    for date, description in reversed(days[-ACTIONS_SHOWN:]):
        click.echo(f"  {date}  {description}")
    if len(days) > ACTIONS_SHOWN:
        click.echo(f"  … and {number_of(len(days) - ACTIONS_SHOWN, 'earlier one')} (`--format json` has them all)")
