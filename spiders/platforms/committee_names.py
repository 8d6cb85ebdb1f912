"""Name the committees of a referral where Open States' scrapers pass on a state's short words for them.

California refers bills to "Coms. on E., U & C. and RLS.", Open States names that one committee, and the suspense file another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_CALIFORNIA: Final = """
AGRI. Agriculture; AGING & L.T.C. Aging and Long-Term Care; APPR. Appropriations; B. & F. Banking and Finance;
B. & F.R. Budget and Fiscal Review; B. & P. Business and Professions;
B., P. & E.D. Business, Professions and Economic Development; BUDGET Budget; C. & C. Communications and Conveyance;
E. & C.A. Elections and Constitutional Amendments; E., U. & C. Energy, Utilities and Communications;
E.M. Emergency Management; E.Q. Environmental Quality; E.S. & T.M. Environmental Safety and Toxic Materials;
ED. Education; ELECTIONS Elections; G.O. Governmental Organization; H. & C.D. Housing and Community Development;
HEALTH Health; HIGHER ED. Higher Education; HOUSING Housing; HUM. S. Human Services; HUMAN S. Human Services;
INS. Insurance; JUD. Judiciary; L. & E. Labor and Employment; L., P.E. & R. Labor, Public Employment and Retirement;
L. GOV. Local Government; M. & V.A. Military and Veterans Affairs; N.R. & W. Natural Resources and Water;
NAT. RES. Natural Resources; P. & C.P. Privacy and Consumer Protection; P.E. & R. Public Employment and Retirement;
PUB. S. Public Safety; REV. & TAX. Revenue and Taxation; RLS. Rules; TRANS. Transportation; U. & E. Utilities and Energy;
W., P. & W. Water, Parks and Wildlife
"""
_WORD: Final = re.compile(r"((?:[A-Z&.,]+ )+)([A-Z][a-z].*)", re.DOTALL)
_REFERRED: Final = re.compile(r"(?:Coms?\. on )?(.+?)(?: pursuant to .*)?", re.DOTALL)
_BETWEEN: Final = re.compile(r"(,? and |, )")


def _key(name: str) -> str:
    return re.sub(r"[^A-Z&]", "", name)


_SHORT: Final = {
    _key(hit[1]): " ".join(hit[2].split())
    for entry in _CALIFORNIA.split(";")
    if (hit := _WORD.fullmatch(" ".join(entry.split())))
}


@lru_cache(maxsize=4_096)
def committees(place: str, names: str) -> tuple[str, ...]:
    """The committees that a referral names, in full where the state shortens them; none where it names a file of bills."""
    if place != "us-ca":
        return (names,)
    if names.casefold().rstrip(".").endswith("suspense file"):
        return ()
    hit = _REFERRED.fullmatch(names)
    assert hit is not None  # any words match
    pieces = _BETWEEN.split(hit[1])
    if not "".join(pieces[::2]).isupper():
        return (hit[1],)  # in full: "Revenue and Taxation" is one
    return tuple(dict.fromkeys(_each(pieces)))


def _each(pieces: list[str]) -> Iterator[str]:
    """Of names between commas and words, the longest that are known; commas stand within names too."""
    while pieces:
        ends = (end for end in range(len(pieces), 0, -2) if _key("".join(pieces[:end])) in _SHORT)
        end = next(ends, 1)
        words = "".join(pieces[:end])
        yield _SHORT.get(_key(words)) or words.rstrip(".")
        pieces = pieces[end + 1 :]
