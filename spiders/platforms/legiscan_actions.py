"""Say in Open Civic Data's words what LegiScan's histories and progress events tell.

A history has each state's own words; the progress beside it has LegiScan's codes, each with a day. The words are read
first, by a table for all states that knows only what is beyond doubt; an event of the progress that no word told is then
given to an action of its day, or stands as an action of its own. So a stage is right even where a state's words are new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from spiders.kit.classify import STOP, Actions
from tracker.records.action_words import steps, supports
from tracker.records.items import Action, Chamber

CHAMBERS: Final[dict[str, Chamber]] = {
    "H": "lower",
    "A": "lower",
    "S": "upper",
    "L": "legislature",
    "C": "legislature",
    "J": "legislature",
    "G": "executive",
    "E": "executive",
}
"""LegiScan's letter of a body."""

_BODY: Final = r"^(?:\[?(?:house|senate|assembly|council)\]?[:,]? +)?"
ACTIONS: Final = Actions(
    (r"reconsider|^(?:motion|moved)\b|\bmotion to\b|\bfailed to (?:suspend|adopt motion)|\bnotice of\b", STOP),
    (r"\bpassed by (?:for the day|temporarily)|^laid aside|\bpassed over\b|\bpassed on file\b", f"reading-1 {STOP}"),
    (r"\bprefiled?\b", "filing"),
    (_BODY + r"(?:filed|introduced|introduction|hopper)\b", "introduction"),
    (r"\bread (?:for )?(?:the )?(?:1st|first)(?: time)?\b|\bfirst read(?:ing|ers)\b|\b1st reading\b", "reading-1"),
    (r"\bread (?:for )?(?:the )?(?:2nd|second)(?: time)?\b|\bsecond read(?:ing|ers)\b|\b2nd reading\b", "reading-2"),
    (
        r"\b(?:read (?:for )?(?:the )?(?:3rd|third)(?: time)?|third read(?:ing|ers)?|3rd reading)\b(?!.*\bcalendar)",
        "reading-3",
    ),
    (
        r"\b(?:re-?)?(?:referred|committed|assigned) to\b(?! (?:the )?governor)|\bread and referred\b",
        "referral-committee",
    ),
    (r"^recommitted\b|" + _BODY + r"(?:withdrawn, )?recommitted\b", f"referral-committee {STOP}"),
    (r"\b(?:public )?hearing (?:was )?held\b|\bheard in committee\b", "hearing-held"),
    (
        (
            r"\bcommittee\b.*\b(?:favorabl[ey] report|report(?:ed)? favorabl|favorably report|do pass|recommending (?:amendment and )?passage"
            r"|approving bill)|\breported favorably\b|\breturned by the committee do pass|^do pass\b|\breport(?:ed)? do pass"
        ),
        f"committee-passage-favorable {STOP}",
    ),
    (r"\b(?:ought not to pass|do not pass|unfavorabl[ey]|inexpedient to legislate)\b", "committee-passage-unfavorable"),
    (r"^(?:sub)?committee |^amendment\b.*\b(?:filed|offered|proposed)\b", STOP),
    (
        r"\bdied in (?:the )?(?:senate |house |conference )?committee|\btabled in\b|\bleft in [A-Z]",
        f"committee-failure {STOP}",
    ),
    (r"\bamendments?\b[^;]*\b(?:not adopted|failed|rejected|lost|defeated)\b", f"amendment-failure {STOP}"),
    (r"^(?:senate |house |floor )?amendments?\b[^;]*\b(?:adopted|agreed)\b", f"amendment-passage {STOP}"),
    (r"\bsubstituted\b|^read first time, attached to\b", "substitution"),
    (r"\b(?:concurred in|concurs? in|agreed (?:senate|house) amend)", "concurrence"),
    (
        (
            r"\b(?:failed (?:to pass|final|third|on)|indefinitely postponed|bill (?:failed|defeated|lost)|died on|sine die)\b"
            r"|^(?:failed|defeated|died|lost)\b"
        ),
        f"failure {STOP}",
    ),
    (
        r"\bveto(?:es)?\b.*\b(?:overrid|overrode|not ?withstanding)|\b(?:override|overrode|overridden)\b.*\bveto",
        f"veto-override-passage {STOP}",
    ),
    (r"\b(?:line|partial(?:ly)?|item)[- ]?(?:item )?veto", f"executive-veto-line-item {STOP}"),
    (r"\bvetoed (?:by|house|senate)|^vetoed\b|^veto v?\d|\bgovernor vetoed|\bpocket veto", f"executive-veto {STOP}"),
    (r"\b(?:signed|approved) by (?:the )?(?:governor|president of the united states|mayor)\b", "executive-signature"),
    (r"\bgovernor signed\b|\bsigned by president\.?$|^signed into law", "executive-signature"),
    (
        (
            r"\b(?:became|becomes) (?:public )?law\b|^(?:public )?(?:act|chapter|chap\.) (?:no\.? )?\d|\bis now act \d|^chaptered\b"
            r"|\bsecretary of state.* chapter \d"
        ),
        "became-law",
    ),
    (
        (
            r"(?<!to be )\benroll(?:ed|ment)\b(?!.* (?:committee|ordered to))"
            r"|^signed by (?:the )?(?:speaker|president)"
        ),
        "enrolled",
    ),
    (
        r"\b(?:sent|delivered|presented|transmitted|ordered transmitted|conveyed|delivered) to (?:the )?(?:governor|president)",
        "executive-receipt",
    ),
    (
        (
            _BODY + r"(?:passed(?: ?/ ?adopted)?|finally passed|final passage|bill passed|adopted)(?=[ ,.:;(]|$)"
            r"(?!.*\b(?:committee|amendment|subcommittee|report)\b)"
            r"|\bread (?:the )?third time(?:,| and)? passed\b|\bthird reading,? passed\b|^resolution adopted\b"
        ),
        "passage",
    ),
    (r"^withdrawn\b(?! from)|\bwithdrawn by (?:the )?(?:sponsor|author|patron)", "withdrawal"),
)

INTRODUCED, ENGROSSED, ENROLLED, PASSED, VETOED, FAILED, OVERRIDE, CHAPTERED = range(1, 9)
_EVENTS: Final = {
    INTRODUCED: "introduction",
    ENGROSSED: "passage",
    ENROLLED: "enrolled",
    VETOED: "executive-veto",
    FAILED: "failure",
    OVERRIDE: "veto-override-passage",
    CHAPTERED: "became-law",
    9: "referral-committee",
    10: "committee-passage",
    11: "committee-passage-unfavorable",
    12: "filing",
}
"""LegiScan's progress events; 4, passed, depends on what passed."""
_SHOWN: Final = {
    INTRODUCED: "Introduced",
    ENGROSSED: "Passed the chamber it began in",
    ENROLLED: "Passed both chambers",
    PASSED: "Passed",
    VETOED: "Vetoed",
    FAILED: "Failed",
    OVERRIDE: "Veto overridden",
    CHAPTERED: "Chaptered",
    9: "Referred to committee",
    10: "Reported by committee",
    11: "Reported unfavorably by committee",
    12: "Drafted",
}
_SHOWN_AS: Final = {"became-law": "Became law", "enrolled": "Passed both chambers"}
_DECISIVE: Final = frozenset(
    {
        "passage", "enrolled", "executive-receipt", "executive-signature", "executive-veto", "became-law", "failure",
        "committee-failure", "withdrawal", "veto-override-passage", "concurrence",
    },
)  # fmt: skip
"""Words that move a bill on; the other ones are not held against an action's own text."""
_SAME: Final = {
    "introduction": frozenset({"introduction", "filing", "reading-1"}),
    "filing": frozenset({"filing", "introduction"}),
    "referral-committee": frozenset({"referral-committee"}),
    "committee-passage": frozenset({"committee-passage", "committee-passage-favorable"}),
    "failure": frozenset({"failure", "committee-failure", "withdrawal"}),
    "became-law": frozenset({"became-law", "executive-signature"}),
    "enrolled": frozenset({"enrolled", "executive-receipt"}),
}
"""Words of a history by which an event of the progress is told already."""
_EXECUTIVE: Final = frozenset({"executive-signature", "executive-veto", "executive-veto-line-item", "became-law"})
_LAWS: Final = frozenset({"bill", "constitutional amendment"})
_BY_ITS_HOME: Final = frozenset({"passage", "introduction", "filing"})
_REPEATED: Final = frozenset({"referral-committee", "committee-passage", "committee-passage-unfavorable"})
"""What may happen to a bill again and again."""


def action(day: dt.date, text: str, letter: str, place: str) -> Action:
    """One row of a history; a word that the place's own phrases do not bear is left out."""
    words = tuple(word for word in ACTIONS.words(text) if word not in _DECISIVE or supports(place, text, word))
    chamber = "executive" if _EXECUTIVE.intersection(words) else CHAMBERS.get(letter)
    return Action(date=day, description=text, classification=words, organization=chamber)


def with_progress(
    history: Sequence[tuple[Action, bool]],
    events: Iterable[tuple[int, dt.date]],
    home: Chamber | None,
    kind: str,
    place: str,
) -> tuple[Action, ...]:
    """The history with what the progress knows beside it.

    Each row of the history comes with LegiScan's mark of importance; `kind` is the bill's classification.
    """
    made = list(history)
    for event, day in events:
        if event in _SHOWN:
            word = _word(event, kind, congress=place == "us")
            if not _is_told(made, word, day, home, place):
                _tell(made, event, word, day, home, place)
    return tuple(sorted((action for action, _important in made), key=lambda action: action.date))


def _word(event: int, kind: str, *, congress: bool) -> str:
    if event != PASSED:
        return _EVENTS[event]
    if kind in _LAWS or (congress and kind == "joint resolution"):
        return "became-law"
    return "passage" if kind == "resolution" else "enrolled"


def _is_told(made: Sequence[tuple[Action, bool]], word: str, day: dt.date, home: Chamber | None, place: str) -> bool:
    """Whether the history says so itself: of what happens several times on that day, of all else on any day."""
    same = _SAME.get(word, frozenset({word}))
    return any(
        (same.intersection(action.classification) or (word in _DECISIVE and _says(action, word, place)))
        and (word not in _REPEATED or action.date == day)
        and (word != "passage" or home is None or action.organization in {home, None})
        for action, _important in made
    )


def _says(action: Action, word: str, place: str) -> bool:
    return bool(steps(place, action.description)) and supports(place, action.description, word)


def _tell(
    made: list[tuple[Action, bool]], event: int, word: str, day: dt.date, home: Chamber | None, place: str
) -> None:
    """Give an event's word to an action of its day that can bear it, the important ones first, or tell it by itself."""
    actor = "executive" if word in _EXECUTIVE else home if word in _BY_ITS_HOME else None
    mute = [
        number
        for number, (action, _important) in enumerate(made)
        if action.date == day
        and not action.classification
        and (actor in {None, "executive"} or action.organization == actor)
        and (word not in _DECISIVE or supports(place, action.description, word))
    ]
    if mute:
        number = next((candidate for candidate in mute if made[candidate][1]), mute[-1])
        muted, important = made[number]
        made[number] = replace(muted, classification=(word,)), important
        return
    shown = f"{_SHOWN_AS.get(word, _SHOWN[event]) if event == PASSED else _SHOWN[event]} (as LegiScan has it)"
    made.append((Action(date=day, description=shown, classification=(word,), organization=actor), True))
