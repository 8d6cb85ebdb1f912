"""Know an entry of a calendar that says that offices are closed, or names a holiday: nobody meets then."""

from __future__ import annotations

import re
from typing import Final

_HOLIDAY: Final = (
    r"(?:new year['\u2019]?s? (?:day|eve)|(?:dr\.? )?(?:martin luther king|mlk),?(?: jr\.?)?(?:['\u2019]s)?(?: birthday| day|(?: national)? holiday)?|presidents?['\u2019]?s? day|washington['\u2019]?s birthday"
    r"|lincoln['\u2019]?s birthday|memorial day|juneteenth(?: national)?(?: independence)?(?: day)?|independence day|(?:fourth|4th) of july|labor day|columbus day"
    r"|indigenous peoples?['\u2019]?s? day|native american day|veterans?['\u2019]?s? day|thanksgiving(?: day)?(?: (?:friday|break|recess|weekend))?|(?:day|friday) after thanksgiving|family day|lincoln day"
    r"|christmas(?: day| eve)?|winter (?:break|holiday|recess)|spring (?:break|recess|holiday)|good friday|easter(?: monday| sunday)?|c[e\u00e9]sar ch[a\u00e1]vez day|patriots?['\u2019]? day"
    r"|emancipation day|kamehameha day|prince kuhio day|statehood day|admission day|pioneer day|alaska day|seward['\u2019]s day|nevada day|mardi gras(?: day)?|yom kippur|rosh hashanah"
    r"|d[i\u00ed]a (?:de (?:fiesta|acci[o\u00f3]n de gracias|a[\u00f1n]o nuevo|reyes|la raza|navidad|la constituci[o\u00f3]n|la independencia)|feriado|festivo)|feriado|viernes santo|navidad)"
)
_AROUND: Final = (
    r"(?:holidays?|observ(?:ed|ance)(?: of)?|in observance of|in honor of|legal|state|federal|city|county|town|village|municipal|national|court|office|offices|government|building|city hall|town hall|library|"
    r"courthouse|school|schools|is|are|will be|be|closed|closures?|closing|closes|no (?:school|court|session|classes)|recess|break|weekend|day off|for|the|due to|on|and|all|day|\d{4}|oficinas?|cerrad[oa]s?|por|de|la|el)"
)
_ONLY_A_HOLIDAY: Final = re.compile(
    rf"\W*(?:{_AROUND}\W+)*(?:{_HOLIDAY}|holidays?)(?:\W+(?:{_AROUND}|{_HOLIDAY}))*\W*", re.IGNORECASE
)
_WHEN: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:sun|mon|tues|wednes|thurs|fri|satur)day|today|\d{1,2}(?:st|nd|rd|th)?|noon"
    r"|[ap]\.?m|at(?= noon| \d)|from|until|through|to|early|public|will re-?open|re-?opens?)"
)
"""What may stand behind the word that something is closed; other words make it what is spoken of: "School closures and youth"."""
_SHUT: Final = re.compile(
    r"\b(?:offices?|(?:city|town|village|county|borough) (?:hall|offices?|buildings?|government)|courthouse|(?:administration|government|state|municipal) (?:buildings?|offices?|center)|librar(?:y|ies)"
    rf"|schools?|departments?|facilit(?:y|ies)|capitol|oficinas?)(?: (?:is|are|will be|to be|estar[a\u00e1]n?|est[a\u00e1]n?))?(?: all day| today)?\W{{1,3}}(?:closed|closures?|cerrad[oa]s?)\b(?:\W+(?:{_AROUND}|{_WHEN}|{_HOLIDAY})\b)*\W*\Z"
    rf"|\A\W*closed\W+(?:for|in observance|due to|on account|{_HOLIDAY}|holiday)\b|\A\W*(?:we are |all )?closed\W*\Z|\A\W*cerrado\W*\Z",
    re.IGNORECASE,
)
_MEETS: Final = re.compile(
    r"\b(?:briefings?|listening|roundtables?|panels?|discussions?|impacts?|effects?|proposed|proposals?|updates?|reviews?|study|plans?|response)\b"
    r"|\b(?:hearings?|meetings?|sessions?|workshops?|committee|agenda|zoom|testimony|vistas?|reuni[o\u00f3]n|audiencia|caucus|forum|groups?|task force|advisory|project|ceremony|parade|celebration)\b",
    re.IGNORECASE,
)


_LONGEST: Final = 120
"""Letters of a name that can say no more than that nobody meets."""


def is_closing(name: str, *, all_day: bool) -> bool:
    """Whether an entry of that name says that nobody meets: closed offices, or, all day long, a holiday."""
    if len(name) > _LONGEST or _MEETS.search(name):
        return False
    return _SHUT.search(name) is not None or (all_day and _ONLY_A_HOLIDAY.fullmatch(name) is not None)
