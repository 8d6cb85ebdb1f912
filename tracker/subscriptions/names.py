"""Check the names a subscription gives (topics, places, bills, districts, people) against what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from tracker.db.models import Bill, Hearing, Notice
from tracker.errors import UsageProblem
from tracker.rules.registry import load_rules
from tracker.settings import load
from tracker.subscriptions import following
from tracker.subscriptions.preferences import Wishes
from tracker.vocabulary import (
    UnknownName,
    check_bill,
    check_district,
    check_person,
    check_place,
    check_topic,
    nearest,
)

Check = Callable[[str], str]
MOST_TOLD: Final = 20
"""Faults that are told at once."""


def named(
    connection: Connection, wishes: Wishes, before: Wishes | None = None
) -> tuple[Wishes, list[tuple[str, UsageProblem]]]:
    """The wishes with every name as it is kept, and what is wrong with the others, by field.

    A name that stood there before stays, though its topic or bill may be gone: nobody has to mend what we took away.
    """
    stood = before or Wishes()
    checks: tuple[tuple[str, str, Check], ...] = (
        ("topics", "topics", check_topic),
        ("places", "places", lambda name: check_place(name, connection)),
        ("bills", "bills", lambda name: check_bill(name, connection, followed=True)),
        ("districts", "districts", lambda name: check_district(name, connection)),
        ("representatives", "representatives", lambda name: check_person(name, connection)),
        ("follows", "follows", lambda name: following.checked(name, connection)),
    )
    faults: list[tuple[str, UsageProblem]] = []
    fields: dict[str, tuple[str, ...]] = {}
    for field, values, check in checks:
        given, known = getattr(wishes, field), frozenset(getattr(stood, field))
        fields[field] = tuple(_checked(given, known, check, values, faults))
    positions = [
        (bill, stand)
        for named_bill, stand in wishes.positions
        for bill in _checked(
            (named_bill,), {bill for bill, _stand in stood.positions}, checks[2][2], "positions", faults
        )
    ]
    return replace(wishes, positions=tuple(positions), **fields), faults[:MOST_TOLD]  # type: ignore[arg-type]


def mutable(connection: Connection, kind: str, value: str) -> str:
    """What may be muted, as it is kept: a topic, a rule of any topic, or a record we hold. Raises UsageProblem."""
    if kind == "topic":
        return check_topic(value)
    if kind == "rule":
        known = {rule.id for topic in load_rules(load().data_dir).topics for rule in topic.rules}
        if value not in known:
            raise UnknownName("rule", value, nearest(value, known), "the receipt of an item names its rules")
        return value
    held = (table.id for table in (Bill, Hearing, Notice))
    if any(connection.execute(select(column).where(column == value)).first() for column in held):
        return value
    return check_bill(value, connection)


def _checked(
    given: tuple[str, ...],
    known: frozenset[str] | set[str],
    check: Check,
    field: str,
    faults: list[tuple[str, UsageProblem]],
) -> Iterator[str]:
    for name in given:
        if name in known:
            yield name
            continue
        try:
            yield check(name)
        except UsageProblem as problem:
            faults.append((field, problem))
            yield name
