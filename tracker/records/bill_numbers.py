"""Read a bill's number as people write it, in whichever state.

`H.R. 1109`, `hb12`, `B26-12`, `MA H.2197`, `us-il/104/HB0012`, `House Bill 12`, `HR 1109 (116th)`: each becomes the place and
session that it names, if any, and the identifiers it may be stored under, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tracker.records import sessions
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.text import clean_identifier

LIMIT: Final = 120
"""Characters of the longest text that is read as a number; longer ones are words."""

_PLACE: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}\Z")
_ID: Final = re.compile(
    r"(?P<place>[A-Za-z]{2}(?:-[A-Za-z0-9]+){0,4})/(?:(?P<session>[^/\s]{1,40})/)?(?P<number>[^/]{1,40})\Z"
)
_CONGRESS_FIRST: Final = re.compile(
    r"(?P<congress>1\d\d)[-/_ ]?(?P<bill>(?:hr|s|hres|sres|hjres|sjres|hconres|sconres)[-/_ .]?\d{1,5})\Z",
    re.IGNORECASE,
)
"""How files and other sites write a bill of Congress: `116-hr-2439`, `116hr2439`."""
_CONGRESS_LAST: Final = re.compile(
    r"(?P<bill>(?:hr|s|hres|sres|hjres|sjres|hconres|sconres)[-/_ .#]*\d{1,5})[-/_ ](?P<congress>1\d\d)\Z",
    re.IGNORECASE,
)
"""The same the other way round: `HR4861-116`, `hr 4861 116`."""
_ADDRESSES: Final = tuple(
    (re.compile(rf"(?:https?://)?(?:www\.)?{pattern}(?:[/?#.]\S*)?\Z", re.IGNORECASE), public_id)
    for pattern, public_id in (
        (
            r"congress\.gov/bill/(\d{2,3})[a-z]{2}-congress/([a-z]+)-(?:([a-z]+)-)?([a-z]+)/(\d{1,5})",
            r"us/\1/\2 \3 \4 \5",
        ),
        (r"govtrack\.us/congress/bills/(\d{2,3})/([a-z]+\d{1,5})", r"us/\1/\2"),
        (r"legiscan\.com/([a-z]{2})/(?:bill|text|votes|comments)/([a-z]+\d{1,5})/(\d{4})", r"us-\1/\3/\2"),
        (r"openstates\.org/([a-z]{2})/bills/([^/\s]{1,40})/([a-z]+\d{1,5})", r"us-\1/\2/\3"),
        (r"[\w.:-]+/(?:[a-z]{2}/)?bills/([a-z]{2}(?:-[a-z0-9]+)*/[^/\s]{1,40}/[^/\s?#.]{1,40})", r"\1"),
    )
)
"""The address of a bill's page, here or where people look bills up, and the public id that it names."""
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)(?P<host>[\w.-]+)\S*?/(?P<rest>\S+)\Z", re.IGNORECASE)
_IN_AN_ADDRESS: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,6}[-_]?\d{1,5}(?:[Ss]\d\d)?(?![A-Za-z0-9])")
_HOST_OF_A_STATE: Final = re.compile(r"(?:\A|\.)(?P<code>[a-z]{2})(?:\.|leg|legislature|senate|house|ga)")
"""Hosts that begin with the code of a state or have it for a part: malegislature.gov, leginfo.legislature.ca.gov."""
_CONGRESS_AS_A_STATE: Final = re.compile(r"\Aus-us/", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?P<session>\d{1,4})(?:st|nd|rd|th)\Z", re.IGNORECASE)
_TAIL: Final = re.compile(
    r"[\s,]*(?:\((?P<bracketed>[^()]{1,30})\)|,\s*(?P<after>.{1,30})|"
    r"\s(?:(?:of|in|from)\s+(?:the\s+)?)?(?P<bare>\d{2,3}(?:st|nd|rd|th)(?:\s+(?:congress|general assembly|legislature))?)"
    r"|\s(?:of|in|from)\s+(?:the\s+)?(?P<year>(?:19|20)\d\d)(?:\s+session)?)\s*\Z",
    re.IGNORECASE,
)
_HEAD: Final = re.compile(r"(?P<bare>\d{2,3}(?:st|nd|rd|th))\s+congress\s+", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"(?P<letters>(?:\d?[A-Za-z][\s.]*){1,9}?|(?:[A-Za-z][A-Za-z.]*\s+){1,4}?)"
    r"(?:(?<![A-Za-z])(?:no|num|number)[.\s]+)?[-\s#]*"
    r"(?P<digits>\d{1,5}(?:[-\s]\d{1,5})?)(?P<suffix>[A-Za-z]{0,2})\Z",
    re.IGNORECASE,
)
_SUBSTITUTE: Final = re.compile(r"(?:E|\d?S)+(?=[HS](?:B|JR|JM|CR)\Z)")
"""Letters that tell the version: Washington's ESSB 5001 and 2SHB 1234 are SB 5001 and HB 1234."""
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_DRAFTS: Final = re.compile(
    r"\A(?:(?:pcs|cs)/)+(?=[hs])|(?<=\d)-(?:fn|a|b|c|d|e|local)(?:-(?:fn|a|local))*\Z|(?<=\d)s\d\d\Z"
    r"|(?<=\d)-?(?:ih|is|rh|rs|eh|es|enr|pc[hs]|rf[hs]|rd[hs]|ea[hs]|at[hs]|cp[hs]|lt[hs])\Z",
    re.IGNORECASE,
)
"""What tells a version: Florida's CS/CS/SB 7 is SB 7, New Hampshire's HB 12-FN and New York's S12-A are HB 12 and S12,
Utah's second substitute, HB0012S02, is HB12, and `hr12ih` is how GovInfo calls the text of HR12 as introduced."""
_OF_PUERTO_RICO: Final = re.compile(
    r"(?<=[A-Za-z.])\s*(?:de la (?P<lower>c)|del (?P<upper>s))\.?(?=\s*\d)", re.IGNORECASE
)
"""P. de la C. 12 and R. C. del S. 5 are PC12 and RCS5."""
_DASHED: Final = re.compile(r"(\d{1,3})-0*(\d{1,5})\Z")
_OF_COLORADO: Final = re.compile(
    r"(?P<letters>HB|SB|[HS]JR|[HS]JM|[HS]CR|[HS]R(?=\d\d-(?:1\d{3}|0\d\d)\Z)|[HS]M)(?P<year>\d\d)-(?P<number>\d{3,4})\Z",
    re.IGNORECASE,
)
"""Colorado alone writes the year before the number: HB26-1305, SJR26-013; some who copy its bills leave the year away."""

_WITHIN: Final = re.compile(
    r"(?:[A-Za-z][.]?\s?){1,7}[-\s.#]*\d{1,5}[,.;:]?\Z|(?:house|senate|assembly)\s.*\d\Z", re.IGNORECASE
)
"""A number among other words."""
_BARE: Final = re.compile(
    r"\s*(?:(?:bill|resolution|measure|legislation)\s+(?:number|num\b|no\b)?|number|num\b|no\b)[.:]?\s*#?\s*(?P<digits>\d{1,5})\s*\Z",
    re.IGNORECASE,
)
_LAW: Final = re.compile(
    r"\s*(?:p(?:ub(?:lic)?)?[.\s]*l(?:aw)?)(?![a-z])[.\s]*(?:no?\b|num\b|number\b)?[.:#\s]*(?P<congress>\d{2,3})[-\u2010-\u2015](?P<number>\d{1,4})\s*\Z",
    re.IGNORECASE,
)
_MOST_WORDS: Final = 20
_WORDS_OF_A_NUMBER: Final = 5

_KINDS: Final = {
    "bill": "B",
    "resolution": "R",
    "res": "R",
    "joint res": "JR",
    "con res": "CR",
    "concurrent res": "CR",
    "joint resolution": "JR",
    "concurrent resolution": "CR",
    "simple resolution": "R",
    "file": "F",
    "memorial": "M",
    "joint memorial": "JM",
    "concurrent memorial": "CM",
    "constitutional amendment": "CA",
    "joint memorial resolution": "JMR",
}
_CHAMBERS: Final = {"house": "H", "senate": "S", "sen": "S", "assembly": "A"}
_WHOLE: Final = {
    "legislative document": ("LD",),
    "legislative bill": ("LB",),
    "legislative resolution": ("LR",),
    "senate paper": ("SP",),
    "house paper": ("HP",),
    "house": ("H", "HB"),
    "senate": ("S", "SB"),
    "assembly": ("A", "AB"),
    "proposed resolution": ("PR",),
    "house docket": ("HD",),
    "senate docket": ("SD",),
}
OF_CONGRESS: Final = {
    "HB": "HR",
    "SB": "S",
    "HR": "HRES",
    "SR": "SRES",
    "HJR": "HJRES",
    "SJR": "SJRES",
    "HCR": "HCONRES",
    "SCR": "SCONRES",
}
"""What Congress calls the kinds that states name otherwise."""
_AS_STATES_SAY: Final = frozenset(OF_CONGRESS) - {"HR", "SR"}
"""Letters of states that people use of Congress, too; `HR` is a bill there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillNumber:
    """What a person's words say of a bill."""

    place: str | None = None
    session: str | None = None
    identifiers: tuple[str, ...]
    """Forms it may be stored under, the likeliest first."""

    @property
    def written(self) -> str:
        """The public id, as far as it is known."""
        return "/".join(part for part in (self.place, self.session, self.identifiers[0]) if part)

    @property
    def of_states(self) -> frozenset[str]:
        """Of these forms those that Congress gives to something else: House Resolution 5 is HR5 in a state alone."""
        forms = frozenset(self.identifiers)
        return frozenset(form for form in forms if form[:2] == "HR" and f"HRES{form[2:]}" in forms)


def read_number(text: str) -> BillNumber | None:
    """The bill that a text names, or None where it is no bill's number."""
    text = _plainly(text)
    if not text or len(text) > LIMIT:
        return None
    for address, named in _ADDRESSES:
        text = _CONGRESS_AS_A_STATE.sub("us/", address.sub(named, text))
    text = _at_a_legislature(text)
    public_id = _ID.match(text)
    if public_id is not None:
        return _of_public_id(**public_id.groupdict())
    if colorado := _OF_COLORADO.match(text.replace(".", "").replace(" ", "")):
        return _in_colorado(**colorado.groupdict())
    for pattern in (_CONGRESS_FIRST, _CONGRESS_LAST):
        text = pattern.sub(r"\g<bill> (\g<congress>th)", text)
    text, session = _session(text)
    text, place = _place(text)
    forms = _identifiers(text, place)
    if not forms:
        return None
    return BillNumber(
        place=place or ("us" if session and _congress(text) else None), session=session, identifiers=forms
    )


def _plainly(text: str) -> str:
    """The words without what no reader sees, and without what tells a version of the text and not a bill."""
    plain = _DASHES.sub("-", _UNSEEN.sub("", text.replace("\x00", "")))
    plain = " ".join(plain.split()).strip(" .,;:\"'“”‘’").removeprefix("#")
    plain = _OF_PUERTO_RICO.sub(lambda match: (match["lower"] or match["upper"]).upper(), plain)
    return _DRAFTS.sub("", plain)


def _at_a_legislature(text: str) -> str:
    """Of the address of a page at a legislature the place and the number that it names; other words as they are."""
    address = _ADDRESS.match(text)
    numbers = _IN_AN_ADDRESS.findall(address["rest"]) if address else []
    if address is None or not numbers:
        return text
    host = address["host"].casefold()
    named = (code for name, code in _place_names() if len(name) > 3 and name.replace(" ", "") in host)
    of_state = _HOST_OF_A_STATE.search(host)
    code = next(named, f"us-{of_state['code']}" if of_state else "")
    number = _DRAFTS.sub("", numbers[-1])
    return f"{code}/{number}" if code in all_jurisdictions() else number


def _of_public_id(place: str, session: str | None, number: str) -> BillNumber | None:
    """What an id such as us-ma/194/H1 names, or us-ma/H1 without its session."""
    place = place.casefold()
    if f"us-{place}" in all_jurisdictions():
        place = f"us-{place}"
    forms = _identifiers(number.strip(), place) or _anything(number)
    named = session and (sessions.canonical(place, session) or session)
    return BillNumber(place=place, session=named, identifiers=forms) if forms else None


def numbers_in(text: str) -> Iterator[tuple[BillNumber, str]]:
    """The number that a text is, else each that it begins or ends with, the longest first; with the other words."""
    whole = read_number(text)
    if whole is not None:
        yield whole, ""
    words = text.split()[:_MOST_WORDS]
    for size in range(min(len(words) - 1, _WORDS_OF_A_NUMBER), 0, -1):
        for tokens, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            # "title 38" and "988" are words: letters and digits of a bill's number are few and both there.
            written = " ".join(tokens)
            if _WITHIN.match(written) and (number := read_number(written)) is not None:
                yield number, " ".join(rest)


def bare_number(text: str) -> str | None:
    """The digits where a text says that they are a number and not of what kind: `bill number 4861`, `No. 4861`."""
    hit = _BARE.match(text[:LIMIT])
    return hit["digits"] if hit else None


def law_number(text: str) -> str | None:
    """Congress and number of the law of Congress that a text names and nothing else: `P.L. 116-60` is 116-60."""
    hit = _LAW.match(text[:LIMIT])
    return f"{hit['congress']}-{int(hit['number'])}" if hit else None


def _in_colorado(letters: str, year: str, number: str) -> BillNumber:
    forms = (clean_identifier(f"{letters}{year}{number}"), clean_identifier(f"{letters}{number}"))
    return BillNumber(place="us-co", session=sessions.canonical("us-co", f"20{year}"), identifiers=forms)


def _anything(raw: str) -> tuple[str, ...]:
    """The identifier of a whole public id, whatever its form: it is named and not guessed."""
    cleaned = clean_identifier(raw)
    return (cleaned,) if cleaned else ()


def _congress(text: str) -> bool:
    return re.sub(r"[^A-Za-z]", "", text).upper() in {"HR", "S", "HRES", "SRES", "HJRES", "SJRES", "HCONRES", "SCONRES"}


def _session(text: str) -> tuple[str, str | None]:
    """The words without the session they name: `(2026)`, `, 116th Congress`."""
    if head := _HEAD.match(text):
        return text[head.end() :], _ordinal(head["bare"])
    tail = _TAIL.search(text)
    if tail is None or tail.start() == 0:
        return text, None
    name = _ordinal((tail["bracketed"] or tail["after"] or tail["bare"] or tail["year"]).strip())
    return (text[: tail.start()].strip(), name) if name else (text, None)


def _ordinal(name: str) -> str | None:
    words = re.sub(r"\s*(?:congress|session|general assembly|legislature)\s*\Z", "", name, flags=re.IGNORECASE).strip()
    if ordinal := _ORDINAL.match(words):
        return ordinal["session"]
    return words if re.fullmatch(r"\d[\w-]{1,19}", words) else None


def _place(text: str) -> tuple[str, str | None]:
    """The words without the place they name: `MA H.2197`, `Illinois HB 12`, `us-ma H1`, `HB 12 Illinois`."""
    folded = text.casefold()
    for name, code in _place_names():
        if len(name) > 3 and folded.endswith(" " + name) and _NUMBERED.match(text[: -len(name) - 1].rstrip(" ,")):
            return text[: -len(name) - 1].rstrip(" ,"), code
        if folded.startswith(name + " ") and _NUMBERED.match(text[len(name) + 1 :].strip()):
            return text[len(name) + 1 :].strip(), code
    return text, None


def _place_names() -> Iterator[tuple[str, str]]:
    for code, place in sorted(all_jurisdictions().items(), key=lambda pair: -len(pair[1].name)):
        yield place.name.casefold(), code
        yield code, code
        if code != "us":
            yield code.removeprefix("us-"), code


def _identifiers(text: str, place: str | None) -> tuple[str, ...]:
    """Forms of the number, or none where these words are no number."""
    match = _NUMBERED.match(text.strip())
    if match is None:
        return ()
    letters, digits = re.sub(r"\s+", " ", match["letters"].strip()), match["digits"]
    words = letters.replace(".", "").casefold()
    starts = _spelled(words, place) if " " in words or words in _WHOLE else ()
    if not starts:
        compact = re.sub(r"[^A-Za-z0-9]", "", letters).upper()
        if len(compact) > 8 or (" " in words and any(len(word) > 4 for word in words.split())):
            return ()
        starts = (
            compact,
            _SUBSTITUTE.sub("", compact),
            *([OF_CONGRESS[compact]] if compact in _AS_STATES_SAY and place in {None, "us"} else []),
        )
    dashed = _DASHED.match(digits.replace(" ", "-"))
    if dashed is None:
        numbers: tuple[str, ...] = (digits.replace(" ", ""),)
    else:
        # Councils number bills by their period: B26-12 is kept as B260012 where its source writes B26-0012.
        numbers = tuple(dict.fromkeys((dashed[1] + dashed[2].zfill(width)) for width in (1, 4, 3, 5)))
    return tuple(
        dict.fromkeys(clean_identifier(f"{start}{number}{match['suffix']}") for start in starts for number in numbers)
    )


def _spelled(words: str, place: str | None) -> tuple[str, ...]:
    """The letters of a number that is spelled out: House Bill is HB in a state and HR in Congress."""
    if words in _WHOLE:
        return _WHOLE[words]
    chamber, _space, kind = words.partition(" ")
    if chamber not in _CHAMBERS or kind not in _KINDS:
        return ()
    letters = _CHAMBERS[chamber] + _KINDS[kind]
    ours = OF_CONGRESS.get(letters)
    if place == "us" and ours:
        return (ours,)
    return (letters,) if place or ours is None else (letters, ours)
