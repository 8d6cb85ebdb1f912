"""Decide whose fault a refusal is, from what the other side said.

An enhanced status (RFC 3463) decides where there is one: it says who is meant, and the three digits before it do not.
Without one the words decide, where they are plain. What is left could be anybody's fault, and costs nobody an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Fault = Literal["person", "mailbox", "message", "channel", "unclear"]
"""Whose: an address that is no good, a mailbox that takes nothing now, this mail, the way there, or nobody can say."""

_STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_PERSON: Final = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)})
"""No such mailbox, no such host, no address at all, moved away, a host without mail, switched off."""
_SENDERS: Final = frozenset({(1, 7), (1, 8)})
"""These speak of the sender's address, which is ours."""
_TOO_LARGE: Final = frozenset({(2, 3), (3, 4)})
_NO_SUCH_HOST: Final = frozenset({(4, 4), (4, 310)})
"""In a report, after tries that lasted: the host of the address does not exist. At the relay's door it is routing."""
_CHANNEL_CODES: Final = frozenset({421, 500, 501, 502, 503, 504, 521, 530, 534, 535, 538, 555})
_WORDS_OF_PERSON: Final = re.compile(
    r"\b(user|recipient|mailbox|account|address|alias)\b(?:[^.;\n]|\.(?=\w)){0,80}?\b(unknown|not found|does(n't| not) exist"
    r"|(is |has been )?(disabled|closed|deactivated|deleted)|inactive|no longer (exists|valid|available|active))"
    r"|\b(unknown|no such|invalid|nonexistent|non-existent) (local )?(user|recipient|mailbox|account|address|person|part)"
    r"|\bno mailbox (here )?by that name|\bunrout(e)?able (mail )?address|\bnot a (valid|known) (user|mailbox|recipient)"
    r"|\brecipientnotfound\b|\bdoes(n't| not) have an? [\w.-]+ account",
    re.IGNORECASE,
)
_WORDS_OF_CHANNEL: Final = re.compile(
    r"\b(relay(ing)? (access )?(denied|not (permitted|allowed)|prohibited)|(unable|not (permitted|allowed)) to relay|spam|blocked|block ?list(ed)?"
    r"|black ?list(ed)?|banned|reputation|rbl|dnsbl|spamhaus|polic(y|ies)|authenticat\w*|unauthenticated|spf|dkim|dmarc|sender|rate limit\w*"
    r"|sending limit|too many (messages|connections|recipients)|reverse dns|ptr|helo|ehlo|access denied|administrative(ly)?|suspicious|rcpthosts|(address|domain|sender|identity) is not verified|sending (is |has been )?paused)\b",
    re.IGNORECASE,
)
_WORDS_OF_MAILBOX: Final = re.compile(
    r"\b(over ?quota|quota exceeded|(mailbox|inbox|account)( is|'s)? (over|full)|exceeded (the |its )?(storage|quota)|storage limit"
    r"|temporarily (disabled|suspended|inactive|unavailable|closed))",
    re.IGNORECASE,
)
_WORDS_OF_SIZE: Final = re.compile(r"\bmessage (size|length|is too (large|big))\b", re.IGNORECASE)
_WORDS_OF_RATE: Final = re.compile(
    r"\breceiving (e-?)?(mails?|messages) (at a rate|too (quickly|fast|often))|\btoo much mail for", re.IGNORECASE
)
"""A living mailbox that gets more than its provider allows; some say so with the status of one that is switched off."""
_WORDS_OF_OUR_SHARE: Final = re.compile(
    r"\b(daily|hourly|monthly|sending|sender|message)\b[^.;\n]{0,20}?\b(quota|sending limit|sending rate)\b",
    re.IGNORECASE,
)
"""What we may send is used up: a quota too, and no mailbox's."""
_WORDS_OF_OUR_ADDRESS: Final = re.compile(
    r"\bdomain of (the )?sender\b|\bverification failed for\b[\s\S]{0,400}?\bsender verif|\bsender'?s? (e-?mail )?(address|domain)\b[^.;\n]{0,80}?"
    r"\b(does(n't| not) (exist|resolve)|not found|unknown|invalid|could not be (found|verified))",
    re.IGNORECASE,
)
"""It is our own address that the other side does not know or could not reach; the status beside it may be of that answer."""
_RECIPIENT_TABLE: Final = re.compile(r"relay recipient table", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judgment:
    """Whose fault a refusal is, and whether it may be over later."""

    fault: Fault
    passing: bool

    @property
    def hard(self) -> bool:
        """Whether the address itself is no good."""
        return self.fault == "person" and not self.passing


def judge_reply(code: int, words: str) -> Judgment:
    """A reply of a relay at RCPT, DATA or the end of a mail."""
    status = _STATUS.search(words[:200])
    passing = 400 <= code < 500 or (status is not None and status[1] == "4")
    if code in _CHANNEL_CODES and (status is None or _by_status(status) != "person"):
        return Judgment("channel", passing)
    named = _by_status(status) if status is not None else None
    fault: Fault = named or _by_words(words)
    if fault == "unclear" and code == 552:
        fault = "mailbox"
    return Judgment(_unless_denied(fault, words), passing)


def _unless_denied(fault: Fault, words: str) -> Fault:
    """The fault of a person stands only where the words beside the status do not speak of something else alone."""
    if fault != "person":
        return fault
    if _WORDS_OF_OUR_ADDRESS.search(words):
        return "channel"
    if _WORDS_OF_RATE.search(words):
        return "mailbox"
    said = _by_words(words)
    return said if said in {"mailbox", "channel"} else fault


def judge_report(status: str, diagnostic: str) -> Judgment:
    """A report of a failure: its Status field, and the words of the relay that refused.

    Where both name somebody and they disagree, nobody's address is given up.
    """
    faults: list[Fault] = []
    first = _STATUS.search(status)
    passing = first is not None and first[1] == "4"
    for match in (first, _STATUS.search(diagnostic)):
        if match is not None:
            gone = (int(match[2]), int(match[3])) in _NO_SUCH_HOST
            fault = "person" if gone else _by_status(match)
            if fault is not None:
                faults.append(fault)
                passing = passing or match[1] == "4"
    if not faults:
        faults.append(_by_words(diagnostic))
    meant: Fault = "person" if set(faults) == {"person"} else next(other for other in faults if other != "person")
    return Judgment(_unless_denied(meant, diagnostic), passing)


def judge_words(words: str) -> Judgment:
    """A report in words alone: its one enhanced status or its plain words about an address."""
    status = _STATUS.search(words)
    fault = _by_status(status) if status is not None else None
    return Judgment(_unless_denied(fault or _by_words(words), words), status is not None and status[1] == "4")


def _by_status(match: re.Match[str]) -> Fault | None:
    """None where the status names nobody: x.0.0 and x.1.0 say no more than the code does, nor do a provider's own x.1.351."""
    subject, detail = int(match[2]), int(match[3])
    if (subject, detail) in _PERSON:
        return "person"
    if (subject, detail) in _SENDERS or subject in {4, 5, 7}:
        return "channel"
    if (subject, detail) in _TOO_LARGE or subject == 6:
        return "message"
    if subject in {0, 1}:
        return None
    return "mailbox"


def _by_words(words: str) -> Fault:
    said = _RECIPIENT_TABLE.sub("", words)
    if _WORDS_OF_SIZE.search(said):
        return "message"
    if _WORDS_OF_OUR_SHARE.search(said) or _WORDS_OF_OUR_ADDRESS.search(said):
        return "channel"
    if _WORDS_OF_MAILBOX.search(said):
        return "mailbox"
    person, channel = _WORDS_OF_PERSON.search(said), _WORDS_OF_CHANNEL.search(said)
    if person and not channel:
        return "person"
    return "channel" if channel and not person else "unclear"
