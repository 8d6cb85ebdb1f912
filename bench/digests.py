"""Making digests as mails, against rendering each with Jinja2 and EmailMessage; choosing what many subscriptions get."""

from __future__ import annotations

import argparse
import datetime as dt
import email
import email.policy
import random
import resource
import sys
import time
from email.message import EmailMessage

from alerts.compose.actions import Action as Suggested
from alerts.compose.actions import Reader, suggest
from alerts.compose.digest import Composer, Digest, card_of
from alerts.compose.facts import Facts, Matched, Period, Reason, SourceState
from alerts.compose.selection import KINDS, Chooser, Selection
from alerts.render.mails import Mailer, Order
from alerts.render.message import say
from alerts.render.names import TOPICS
from alerts.render.wrap import wrapped
from alerts.stories import Telling
from alerts.stories import tell as tell_stories
from bench.report import Ratio, alternating, tell
from tracker.records.changes import Change, Move
from tracker.records.items import Abstract, Action, Committee, Link, ScrapedBill, Sponsorship
from tracker.records.stored import Kept
from tracker.settings import Settings
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.service import Subscription

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
WEEK_AGO = NOW - dt.timedelta(days=7)
PLACES = (
    "us",
    *(
        f"us-{code}"
        for code in [
            "al",
            "ak",
            "az",
            "ar",
            "ca",
            "co",
            "ct",
            "de",
            "fl",
            "ga",
            "hi",
            "id",
            "il",
            "in",
            "ia",
            "ks",
            "ky",
            "la",
            "me",
            "md",
            "ma",
            "mi",
        ]
    ),
)
SETTINGS = Settings(site_url="https://tracker.example.org", mail_from="Policy Tracker <digest@tracker.example.org>")
STEPS = (
    ("Introduced", "introduction"),
    ("Referred to the Committee on Health.", "referral-committee"),
    ("Passed.", "passage"),
)


def facts(count: int) -> Facts:
    """Changed bills of many places and topics."""
    chance = random.Random(7)
    bills, changes, matches = {}, [], {}
    for number in range(count):
        kept, change = _bill(number, chance)
        bills[kept.id] = kept
        changes.append(change)
        matches[kept.id] = tuple(_match(topic, chance) for topic in chance.sample(sorted(TOPICS), chance.randint(1, 4)))
    source = SourceState(
        name="bench", jurisdiction="us", publisher="Congress", kind="bills", last_good_at=NOW, last_run_at=NOW
    )
    return Facts(bills=bills, changes=tuple(changes), matches=matches, sources=(source,))


def _bill(number: int, chance: random.Random) -> tuple[Kept[ScrapedBill], Change]:
    steps = STEPS[: chance.randint(1, 3)]
    actions = tuple(
        Action(
            date=dt.date(2026, 11, 16 + 2 * day),
            description=f"{words} Step {number}.",
            classification=(kind,),
            organization="lower",
        )
        for day, (words, kind) in enumerate(steps)
    )
    bill = ScrapedBill(
        jurisdiction=chance.choice(PLACES),
        legislative_session="2026",
        identifier=f"HB{number}",
        title=f"Community Mental Health and Crisis Care Improvement Act, number {number}",
        from_organization="lower",
        abstracts=(
            Abstract(
                abstract=f"This bill asks plan {number} to pay for crisis stabilization and peer support services."
            ),
        ),
        actions=actions,
        sponsorships=(Sponsorship(name=f"Rep. Doe {number % 97}, Jane", primary=True),),
        committees=(Committee(name="Committee on Health", chamber="lower"),),
        sources=(Link(url=f"https://legislature.example.org/bills/{number}"),),
    )
    moves = tuple(Move(aspect="action", after=f"{action.date} {action.description}") for action in actions[1:])
    change = Change(kind="bill_action", what="bill", record=bill.id, moves=moves, seen_at=NOW, sequence=number + 1)
    return Kept(id=bill.id, item=bill, first_seen=WEEK_AGO, changed_at=NOW, stage="introduced"), change


def _match(topic: str, chance: random.Random) -> Matched:
    excerpt = "requires health plans to pay for «crisis stabilization» and other mental health services in every county"
    reasons = tuple(
        Reason(rule=f"{topic}-{n}", field="title", words=f"word {n}", excerpt=excerpt, weight=2.0) for n in range(2)
    )
    return Matched(topic=topic, score=chance.randint(30, 99), reasons=reasons)


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--digests", type=int, default=10_000)
    options.add_argument("--plain", type=int, default=500, help="digests made the plain way; its rate is what counts")
    options.add_argument("--items", type=int, default=15)
    options.add_argument("--subscriptions", type=int, default=100_000)
    options.add_argument("--changed", type=int, default=5_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    found = [*choosing(chosen.subscriptions, chosen.changed), *making(chosen)]
    return tell(found)


def choosing(subscriptions: int, changed: int) -> list[Ratio]:
    """What each of many different selections gets, from loading the stories to the last choice."""
    known = facts(changed)
    chance = random.Random(11)
    selections = [_selection(chance) for _each in range(subscriptions)]
    start = time.perf_counter()
    telling = tell_stories(known, Period(now=NOW, since=WEEK_AGO))
    chooser, composer = Chooser(telling), Composer(telling, known.sources)
    composed = items = 0
    for selection in selections:
        digest = composer.compose(chooser.choose(selection), selection, Reader())
        composed += not digest.quiet
        items += len(digest.cards)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"     {len(telling.stories):,} stories, {len(set(selections)):,} different selections of {subscriptions:,}, "
        f"{composed:,} get a digest, {items / max(1, composed):.1f} items each"
    )
    return [
        Ratio(
            name=f"choosing and composing for {subscriptions:,}",
            ours=seconds,
            peer=60,
            unit="s",
            against="the limit",
            at_most=1.0,
        ),
        Ratio(name="memory while choosing", ours=memory, peer=500, unit="MB", against="the limit", at_most=1.0),
    ]


def _selection(chance: random.Random) -> Selection:
    """Mostly ordinary wishes, and some followed bills, mutes and minimum scores, so that few are equal."""
    return Selection(
        topics=frozenset(chance.sample(sorted(TOPICS), chance.randint(1, 5))),
        places=frozenset(chance.sample(PLACES, chance.randint(1, 3))),
        bills=frozenset(f"us/2026/HB{chance.randrange(5000)}" for _each in range(chance.choice((0, 0, 0, 3)))),
        kinds=frozenset(chance.sample(KINDS, chance.choice((0, 0, 3)))),
        min_score=chance.choice((0, 0, 40, 60)),
        muted_rules=frozenset(chance.choices(("youth-0", "parity-1"), k=chance.choice((0, 0, 0, 1)))),
    )


def making(chosen: argparse.Namespace) -> list[Ratio]:
    """Different digests rendered and built as mails, ours and the plain way, in turns."""
    known = facts(1_000)
    telling = tell_stories(known, Period(now=NOW, since=WEEK_AGO))
    made = list(digests(telling, chosen.digests, chosen.items))
    orders = [_order(number) for number in range(chosen.digests)]
    _compare(made[:50], orders[:50])

    def ours() -> None:
        mailer = Mailer(SETTINGS)
        for order, digest in zip(orders, made, strict=True):
            mailer.make(order, digest)

    def plain() -> None:
        mailer = Mailer(SETTINGS)
        for order, digest in zip(orders[: chosen.plain], made[: chosen.plain], strict=True):
            plainly(mailer, order, digest)

    taken = alternating(chosen.rounds, ours=ours, plain=plain)
    size = len(Mailer(SETTINGS).make(orders[0], made[0]).raw)
    print(f"     a mail of {chosen.items} items has {size / 1024:.0f} KB")
    return [
        Ratio(
            name=f"{chosen.digests:,} different digests of {chosen.items} items as mails",
            ours=chosen.digests / taken["ours"],
            peer=chosen.plain / taken["plain"],
            unit="mails/s",
            against="Jinja2 a mail and EmailMessage",
            at_least=4.0,
        )
    ]


def digests(telling: Telling, count: int, items: int) -> list[Digest]:
    """Digests that share cards as real ones do, no two alike."""
    chance = random.Random(3)
    cards = [card_of(story, story.matches[0], _action(telling, number)) for number, story in enumerate(telling.stories)]
    made = []
    for _each in range(count):
        mine = chance.sample(cards, items)
        sections = tuple(
            (s, found) for s in ("moved", "new", "decided") if (found := tuple(c for c in mine if c.section == s))
        )
        made.append(
            Digest(now=NOW, since=WEEK_AGO, first=False, sections=sections, topics=("mental-health",), places=("us",))
        )
    return made


def _action(telling: Telling, number: int) -> Suggested:
    return suggest(telling.stories[number], Reader())


def _order(number: int) -> Order:
    wishes = Wishes(topics=("mental-health",), places=("us",))
    found = Subscription(
        id=number,
        subscriber_id=number,
        address=f"reader{number}@example.org",
        channel="mail",
        is_list=False,
        key=number.to_bytes(16),
        state="active",
        wishes=wishes,
        created_at=WEEK_AGO,
        confirmed_at=WEEK_AGO,
        paused_until=None,
        told_upto=0,
        told_at=WEEK_AGO,
    )
    return Order(id=number, kind="digest", key=f"{number:032x}", queued_at=NOW, subscription=found)


def plainly(mailer: Mailer, order: Order, digest: Digest) -> bytes:
    """The way one would do it first: every template for every mail, and the standard library's own message."""
    renderer = mailer._renderer("en", NOW.date())  # noqa: SLF001
    for kept in (renderer._cards, renderer._lines, renderer._letters):  # noqa: SLF001 - nothing is kept from the last
        kept.clear()
    wrapped.cache_clear()
    why = say("You get this mail because you asked for it on {day}, for this address.", day=WEEK_AGO.date())
    rendered = renderer.render(digest, mailer._links(order.subscription), why)  # noqa: SLF001
    made = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=998))
    for name, value in mailer._headers(order, rendered.subject).items():  # noqa: SLF001
        if name != "Subject":
            made[name] = value
    made["Subject"] = rendered.subject
    made.set_content(rendered.text)
    made.add_alternative(rendered.html, subtype="html")
    return made.as_bytes()


def _compare(digests: list[Digest], orders: list[Order]) -> None:
    """Both ways say the same to an independent parser."""
    mailer, other = Mailer(SETTINGS), Mailer(SETTINGS)
    for order, digest in zip(orders, digests, strict=True):
        ours = email.message_from_bytes(mailer.make(order, digest).raw, policy=email.policy.default)
        plain = email.message_from_bytes(plainly(other, order, digest), policy=email.policy.default)
        for name in ("From", "To", "Subject", "Date", "Message-ID"):
            assert str(ours[name]) == str(plain[name]), name
        for kind in ("plain", "html"):
            assert _body(ours, kind) == _body(plain, kind), kind


def _body(found: EmailMessage, kind: str) -> str:
    part = found.get_body((kind,))
    assert isinstance(part, EmailMessage), kind
    return str(part.get_content()).replace("\r\n", "\n").strip()


if __name__ == "__main__":
    sys.exit(main())
