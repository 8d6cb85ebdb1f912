"""Say what of a record is held against what its source said before: what it may lose, keeps, has alone and is sorted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Final

from tracker.records.items import (
    Action,
    ScrapedBill,
    ScrapedHearing,
    ScrapedNotice,
    ScrapedOrganization,
    ScrapedPerson,
)

LOSABLE: Final[Mapping[type, tuple[str, ...]]] = {
    ScrapedBill: (
        "from_organization", "subject", "abstracts", "other_titles", "actions", "sponsorships", "committees",
        "versions", "documents", "related_bills", "votes",
    ),
    ScrapedHearing: (
        "end", "chamber", "committee", "location", "description", "bills", "agenda", "links", "documents",
        "video", "legislative_session",
    ),
    ScrapedNotice: (
        "document_number", "abstract", "agencies", "published", "effective", "comments_close", "comment_url",
        "docket_ids", "action", "links",
    ),
    ScrapedPerson: (
        "chamber", "district", "party", "phone", "email", "contact_url", "office", "offices", "memberships", "other_ids",
        "began", "term_ends", "other_names",
    ),
    ScrapedOrganization: ("chamber", "parent", "url", "email", "phone", "other_names"),
}  # fmt: skip
"""Fields that a source may gain and lose for a record, but never for most of its records in one visit."""
TEMPORARY: Final = frozenset({"committees", "documents", "end", "links", "video"})
"""Of these the fields that many records lose by themselves: bills leave their committees, meetings are over."""


def _texts(name: str, part: str) -> Callable[[Any], Any]:
    """What a part of each entry of a list says, whatever its order and case."""
    of = attrgetter(name)
    return lambda record: frozenset(
        str(getattr(part_record, part)).casefold()
        for part_record in of(record)
        if getattr(part_record, part) is not None
    )


def _words(name: str) -> Callable[[Any], Any]:
    of = attrgetter(name)
    return lambda record: str(of(record) or "").casefold()


def _first_link(record: Any) -> str | None:
    return record.links[0].url if record.links else None


def after_the_host(url: str) -> str:
    """The address of a paper without the host, which a publisher changes for all of them."""
    return url.partition("://")[2].partition("/")[2]


def step(action: Action) -> tuple[Any, ...]:
    """What makes two steps the same one, however they are read."""
    return action.date, action.description.casefold(), action.organization


_Essences = Mapping[type, Mapping[str, Callable[[Any], Any]]]
STEADY: Final[_Essences] = {
    ScrapedBill: {
        "title": _words("title"),
        "from_organization": _words("from_organization"),
        "classification": attrgetter("classification"),
        "subject": lambda bill: frozenset(term.casefold() for term in bill.subject),
        "abstracts": _texts("abstracts", "abstract"),
        "other_titles": _texts("other_titles", "title"),
        "sponsorships": _texts("sponsorships", "name"),
        "ids of their sponsorships": _texts("sponsorships", "person_id"),
        "actions": lambda bill: frozenset(map(step, bill.actions)),
        "versions": lambda bill: frozenset((text.note, text.date) for text in bill.versions),
        "documents": lambda bill: frozenset((text.note, text.date) for text in bill.documents),
        "votes": lambda bill: frozenset((vote.date, vote.motion.casefold()) for vote in bill.votes),
        "related_bills": _texts("related_bills", "identifier"),
    },
    ScrapedHearing: {
        "name": _words("name"),
        "committee": _words("committee"),
        "chamber": _words("chamber"),
        "classification": _words("classification"),
        "location": _words("location"),
        "description": _words("description"),
        "timezone": _words("timezone"),
        "bills": _texts("bills", "identifier"),
        "agenda": _texts("agenda", "description"),
        "length": lambda hearing: hearing.end and hearing.end - hearing.start,
        "notes of their documents": _texts("documents", "note"),
        "first document": lambda hearing: after_the_host(hearing.documents[0].url) if hearing.documents else None,
    },
    ScrapedNotice: {
        "title": _words("title"),
        "classification": _words("classification"),
        "published": _words("published"),
        "comments_close": _words("comments_close"),
        "document_number": _words("document_number"),
        "agencies": lambda notice: frozenset(notice.agencies),
    },
    ScrapedPerson: {
        "name": _words("name"),
        "chamber": _words("chamber"),
        "party": _words("party"),
        "district": _words("district"),
        "memberships": _texts("memberships", "organization"),
        "other_ids": lambda person: frozenset(person.other_ids),
        "began": _words("began"),
    },
    ScrapedOrganization: {name: _words(name) for name in ("name", "classification", "chamber", "parent")},
}
"""Fields that change for some records, never for most of them in one visit; a list counts as changed when half of it is gone."""

SETTLED: Final = frozenset({"began", "chamber", "classification", "from_organization", "parent", "party"})
"""Of these the fields that hardly ever change for any record."""
RENEWED: Final = frozenset({"began", "first document", "memberships"})
"""Fields that may change for all records: with an election terms, seats and committees, with a new site the addresses."""

OWN: Final[_Essences] = {
    ScrapedBill: {
        name: STEADY[ScrapedBill][name]
        for name in (
            "title",
            "subject",
            "abstracts",
            "other_titles",
            "sponsorships",
            "ids of their sponsorships",
            "related_bills",
            "actions",
            "votes",
        )
    }
    | {
        "first version": lambda bill: next((link.url for text in bill.versions[:1] for link in text.links), None),
        "first document": lambda bill: next((link.url for text in bill.documents[:1] for link in text.links), None),
        "committees": _texts("committees", "name"),
        "text": attrgetter("text"),
    },
    ScrapedHearing: {
        **{
            name: STEADY[ScrapedHearing][name]
            for name in ("name", "committee", "location", "description", "bills", "agenda")
        },
        "start": attrgetter("start"),
        "first document": lambda hearing: hearing.documents[0].url if hearing.documents else None,
        "last document": lambda hearing: hearing.documents[-1].url if len(hearing.documents) > 1 else None,
        "first link": _first_link,
        "last link": lambda hearing: hearing.links[-1].url if len(hearing.links) > 1 else None,
        "video": attrgetter("video"),
    },
    ScrapedNotice: {
        **{
            name: attrgetter(name)
            for name in ("title", "abstract", "comment_url", "document_number", "docket_ids", "subject", "agencies")
        },
        "first link": _first_link,
    },
    ScrapedPerson: {name: attrgetter(name) for name in ("name", "district", "email", "phone", "contact_url", "office")},
    ScrapedOrganization: {name: attrgetter(name) for name in ("name", "url", "email", "phone")},
}
"""What records have each for itself; of some it may become the same, never of all that differed."""

SHARED: Final = frozenset({"location", "video"})
"""Of these what committees give each other: two that exchange their rooms do so for all of their meetings."""
COMMON: Final = frozenset({"committees", "subject"})
"""Of these what many records have together: every day bills go from one committee to the next."""
STEPS: Final = frozenset({"actions", "votes"})
"""Of these what all records may come to share: on its last day a session ends for every bill in the same words."""
GROWING: Final = frozenset({"actions", "documents", "versions", "votes"})
"""Lists that are told further: what all entries of all records say alike is known only where as many were told before."""

TEXTS: Final[_Essences] = {
    ScrapedBill: {
        "title": attrgetter("title"),
        "second title": lambda bill: bill.other_titles[0].title if bill.other_titles else None,
        "abstract": lambda bill: bill.abstracts[0].abstract if bill.abstracts else None,
    },
    ScrapedHearing: {
        **{name: attrgetter(name) for name in ("name", "committee", "location", "description", "video")},
        "first document": lambda hearing: hearing.documents[0].url if hearing.documents else None,
        "first link": _first_link,
    },
    ScrapedNotice: {
        **{
            name: attrgetter(name)
            for name in (
                "title",
                "abstract",
                "action",
                "document_number",
                "comment_url",
                "published",
                "effective",
                "comments_close",
            )
        },
        "first link": _first_link,
    },
    ScrapedPerson: {
        name: attrgetter(name)
        for name in ("name", "district", "party", "phone", "email", "contact_url", "office", "began", "term_ends")
    },
    ScrapedOrganization: {name: attrgetter(name) for name in ("name", "parent", "url", "email", "phone")},
}
"""What stands in columns of its own: one column that says what the other one said is read for it."""

SORTS: Final[Mapping[type, tuple[str, ...]]] = {
    ScrapedBill: ("classification", "from_organization"),
    ScrapedHearing: ("classification", "chamber"),
    ScrapedNotice: ("classification",),
    ScrapedPerson: ("chamber",),
    ScrapedOrganization: ("classification", "chamber"),
}
"""Fields that sort records; one sort of several does not turn into another one at once."""

LIKENESS: Final[Mapping[type, Callable[[Any], Any]]] = {
    ScrapedBill: lambda bill: (
        bill.title, bill.from_organization, len(bill.actions), bill.actions[-1:], bill.sponsorships[:1], bill.versions[:1]
    ),
    ScrapedNotice: attrgetter("title", "published", "comments_close", "agencies"),
    ScrapedPerson: attrgetter("name", "chamber", "district"),
    ScrapedOrganization: attrgetter("name", "chamber", "classification", "parent"),
}  # fmt: skip
"""What two records of one visit do not both say, whatever their ids; hearings have `tracker.ingest.new_ids`."""
