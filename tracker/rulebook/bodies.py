"""Address rules by the body they belong to: `us-ca/senate-human-services` is a body, `us-ca` a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.records.jurisdictions import jurisdiction
from tracker.testimony.bodies import Body, BodyKind, body_slug
from tracker.testimony.rulebook import Place, Rule

_CHAMBERS: Final = {"upper": "Upper chamber", "lower": "Lower chamber", "legislature": "Joint bodies"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A body with its rules."""

    body: Body
    rules: tuple[Rule, ...]


def body_of(place: Place, rule: Rule) -> Body:
    """The body a rule belongs to."""
    if rule.kinds == ("comment-period",):
        return Body(kind="agency", slug="agencies", name=rule.who)
    if rule.bodies:
        kind: BodyKind = "agency" if "agency" in rule.bodies[0].casefold() else "board"
        return Body(kind=kind, slug=body_slug(rule.bodies[0]), name=rule.bodies[0])
    if rule.committees:
        chamber = rule.chambers[0] if len(rule.chambers) == 1 else ""
        slug = body_slug(f"{chamber} {rule.committees[0]}")
        return Body(kind="committee", slug=slug, name=rule.who)
    if len(rule.chambers) == 1:
        return Body(kind="chamber", slug=body_slug(rule.chambers[0]), name=_CHAMBERS[rule.chambers[0]])
    if jurisdiction(place.code) is not None or place.code.count("-") < 2:
        return Body(kind="legislature", slug="all", name=place.name)
    return Body(kind="council", slug="all", name=place.name)


def listed(place: Place) -> list[Listed]:
    """The bodies of a place with their rules: the whole first, then chambers, committees, boards and agencies."""
    by_slug: dict[str, tuple[Body, list[Rule]]] = {}
    for rule in place.rules:
        body = body_of(place, rule)
        by_slug.setdefault(body.slug, (body, []))[1].append(rule)
    order = ("legislature", "council", "chamber", "committee", "board", "agency")
    bodies = [Listed(body=body, rules=tuple(rules)) for body, rules in by_slug.values()]
    return sorted(bodies, key=lambda entry: (order.index(entry.body.kind), entry.body.slug))


def body_at(place: Place, slug: str) -> Listed | None:
    """The body at this address."""
    return next((entry for entry in listed(place) if entry.body.slug == slug), None)
