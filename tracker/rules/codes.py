"""Name the collections of law that a citation can mean, and how each is spelled.

A spelling is a sequence of words; full stops, ampersands and spaces between them do not matter, so "U. S. C." is
`u s c`. `local` spellings mean this collection only in documents of its own place: every state has an insurance code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """A collection of law. `titled`: cited by title and section, such as 42 U.S.C. 300gg-26."""

    name: str
    spellings: tuple[str, ...]
    titled: bool = False
    nested: bool = True
    """A section belongs to what its number begins with: RCW 71.05.020 to RCW 71.05. Not so in the United States Code."""
    place: str | None = None
    local: tuple[str, ...] = ()


_FEDERAL: Final = (
    Code(
        "USC",
        ("u s c", "usc", "u s code", "united states code", "u s c a", "usca", "u s c s", "uscs"),
        titled=True,
        nested=False,
    ),
    Code("CFR", ("c f r", "cfr", "code of federal regulations"), titled=True),
    Code("Pub. L.", ("public law", "public laws", "pub l", "publ", "p l", "pl", "pub law"), nested=False),
    Code("Stat.", ("stat", "statutes at large"), titled=True, nested=False),
    Code("Fed. Reg.", ("fed reg", "federal register", "f r", "fr"), titled=True, nested=False),
)


def _state(place: str, name: str, *spellings: str, titled: bool = False, local: tuple[str, ...] = ()) -> Code:
    return Code(name, spellings, titled=titled, place=f"us-{place}", local=local)


_STATES: Final = (
    _state("al", "Ala. Code", "ala code", "code of alabama", "alabama code"),
    _state("ak", "Alaska Stat.", "alaska stat", "alaska statutes", local=("as",)),
    _state("ar", "Ark. Code", "ark code", "ark code ann", "arkansas code", "arkansas code annotated", "a c a"),
    _state("az", "A.R.S.", "a r s", "ars", "ariz rev stat", "arizona revised statutes"),
    _state("co", "C.R.S.", "c r s", "crs", "colo rev stat", "colorado revised statutes"),
    _state(
        "ct", "Conn. Gen. Stat.", "conn gen stat", "connecticut general statutes", "c g s", local=("general statutes",)
    ),
    _state("dc", "D.C. Code", "d c code", "dc code", "d c official code", "district of columbia official code"),
    _state("de", "Del. C.", "del c", "del code", "delaware code", titled=True),
    _state("fl", "Fla. Stat.", "fla stat", "florida statutes", "f s a", local=("f s",)),
    _state(
        "ga",
        "O.C.G.A.",
        "o c g a",
        "ocga",
        "ga code",
        "official code of georgia annotated",
        local=("code section", "code sections"),
    ),
    _state("hi", "HRS", "h r s", "hrs", "haw rev stat", "hawaii revised statutes"),
    _state("ia", "Iowa Code", "iowa code", local=("code",)),
    _state("id", "Idaho Code", "idaho code"),
    _state("il", "ILCS", "i l c s", "ilcs", "ill comp stat", "illinois compiled statutes", titled=True),
    _state("in", "Ind. Code", "ind code", "indiana code", local=("i c", "ic")),
    _state("ks", "K.S.A.", "k s a", "ksa", "kan stat ann", "kansas statutes annotated"),
    _state("ky", "KRS", "k r s", "krs", "ky rev stat", "kentucky revised statutes"),
    _state("la", "La. R.S.", "la r s", "la rev stat", "louisiana revised statutes", local=("r s",)),
    _state(
        "ma", "M.G.L.", "m g l", "mgl", "g l c", "mass gen laws", "massachusetts general laws", local=("general laws",)
    ),
    _state("md", "Md. Code", "md code", "md code ann", "maryland code", "annotated code of maryland"),
    _state("me", "M.R.S.", "m r s", "mrs", "m r s a", "mrsa", "me rev stat", "maine revised statutes", titled=True),
    _state("mi", "MCL", "m c l", "mcl", "mich comp laws", "michigan compiled laws"),
    _state("mn", "Minn. Stat.", "minn stat", "minnesota statutes"),
    _state("mo", "RSMo", "rsmo", "r s mo", "mo rev stat", "missouri revised statutes", "revised statutes of missouri"),
    _state("ms", "Miss. Code", "miss code", "miss code ann", "mississippi code", "mississippi code of 1972"),
    _state("mt", "MCA", "m c a", "mca", "mont code", "mont code ann", "montana code annotated"),
    _state(
        "nc", "N.C. Gen. Stat.", "n c gen stat", "n c g s", "ncgs", "north carolina general statutes", local=("g s",)
    ),
    _state("nd", "N.D.C.C.", "n d c c", "ndcc", "n d cent code", "north dakota century code"),
    _state(
        "ne", "Neb. Rev. Stat.", "neb rev stat", "nebraska revised statutes", "reissue revised statutes of nebraska"
    ),
    _state("nh", "RSA", "r s a", "rsa", "n h rev stat", "new hampshire revised statutes"),
    _state("nj", "N.J.S.A.", "n j s a", "njsa", "n j s", "n j stat", "new jersey statutes", local=("c", "r s")),
    _state("nm", "NMSA", "n m s a", "nmsa", "nmsa 1978", "n m stat", "new mexico statutes"),
    _state("nv", "NRS", "n r s", "nrs", "nev rev stat", "nevada revised statutes"),
    _state(
        "oh",
        "Ohio R.C.",
        "ohio rev code",
        "ohio revised code",
        "o r c",
        "orc",
        "ohio r c",
        "ohio rc",
        local=("revised code", "r c", "rc"),
    ),
    _state("ok", "O.S.", "o s", "okla stat", "oklahoma statutes", titled=True),
    _state("or", "ORS", "o r s", "ors", "or rev stat", "oregon revised statutes"),
    _state("pa", "P.S.", "p s", "pa c s", "pa stat", "pa cons stat", "pennsylvania consolidated statutes", titled=True),
    _state("ri", "R.I. Gen. Laws", "r i gen laws", "rhode island general laws", local=("general laws",)),
    _state("sc", "S.C. Code", "s c code", "s c code ann", "south carolina code", "code of laws of south carolina"),
    _state("sd", "SDCL", "s d c l", "sdcl", "s d codified laws", "south dakota codified laws"),
    _state("tn", "T.C.A.", "t c a", "tca", "tenn code", "tenn code ann", "tennessee code annotated"),
    _state("ut", "Utah Code", "utah code", "utah code ann", "utah code annotated", "u c a"),
    _state("va", "Va. Code", "va code", "va code ann", "code of virginia", "virginia code"),
    _state("vt", "V.S.A.", "v s a", "vsa", "vt stat ann", "vermont statutes annotated", titled=True),
    _state("wa", "RCW", "r c w", "rcw", "wash rev code", "revised code of washington"),
    _state("wi", "Wis. Stat.", "wis stat", "wisconsin statutes", "wis stats", local=("of the statutes",)),
    _state("wv", "W. Va. Code", "w va code", "west virginia code", "code of west virginia"),
    _state("wy", "Wyo. Stat.", "wyo stat", "wyo stat ann", "wyoming statutes", local=("w s",)),
)

_SUBJECTS: Final = {
    "ca": (
        ("Bus. & Prof.", "bus prof", "business and professions", "business professions", "b p"),
        ("Civ.", "civ", "civil"),
        ("Civ. Proc.", "civ proc", "civil procedure", "code of civil procedure"),
        ("Educ.", "educ", "education", "ed"),
        ("Evid.", "evid", "evidence"),
        ("Fam.", "fam", "family"),
        ("Gov.", "gov", "govt", "government"),
        ("Health & Safety", "health safety", "health and safety", "h s"),
        ("Ins.", "ins", "insurance"),
        ("Lab.", "lab", "labor"),
        ("Mil. & Vet.", "mil vet", "military and veterans"),
        ("Penal", "penal", "pen"),
        ("Prob.", "prob", "probate"),
        ("Rev. & Tax.", "rev tax", "revenue and taxation"),
        ("Unemp. Ins.", "unemp ins", "unemployment insurance"),
        ("Veh.", "veh", "vehicle"),
        ("Welf. & Inst.", "welf inst", "welfare and institutions", "welfare institutions", "w i"),
    ),
    "md": (
        ("Crim. Proc.", "crim proc", "criminal procedure"),
        ("Educ.", "educ", "education"),
        ("Fam. Law", "fam law", "family law"),
        ("Health-Gen.", "health gen", "health general"),
        ("Health Occ.", "health occ", "health occupations"),
        ("Hum. Servs.", "hum servs", "human services"),
        ("Ins.", "ins", "insurance"),
        ("Pub. Safety", "pub safety", "public safety"),
        ("State Gov't", "state govt", "state government"),
    ),
    "tx": (
        ("Civ. Prac. & Rem.", "civ prac rem", "civil practice and remedies"),
        ("Crim. Proc.", "crim proc", "criminal procedure", "code of criminal procedure", "code crim proc"),
        ("Educ.", "educ", "education"),
        ("Fam.", "fam", "family"),
        ("Gov.", "gov", "govt", "government"),
        ("Health & Safety", "health safety", "health and safety", "h s"),
        ("Hum. Res.", "hum res", "human resources"),
        ("Ins.", "ins", "insurance"),
        ("Occ.", "occ", "occupations"),
        ("Penal", "penal"),
    ),
    "ny": (
        ("Crim. Proc.", "crim proc", "criminal procedure"),
        ("Educ.", "educ", "education"),
        ("Exec.", "exec", "executive"),
        ("Ins.", "ins", "insurance"),
        ("Mental Hyg.", "mental hyg", "mental hygiene"),
        ("Penal", "penal"),
        ("Pub. Health", "pub health", "public health"),
        ("Soc. Serv.", "soc serv", "social services"),
    ),
}
_INITIALS: Final = {
    ("ca", "Bus. & Prof."): "bpc",
    ("ca", "Civ. Proc."): "ccp",
    ("ca", "Health & Safety"): "hsc",
    ("ca", "Welf. & Inst."): "wic",
    ("ny", "Crim. Proc."): "cpl",
    ("ny", "Mental Hyg."): "mhl",
    ("ny", "Pub. Health"): "phl",
    ("ny", "Soc. Serv."): "ssl",
    ("tx", "Crim. Proc."): "ccp",
}
"""What lawyers and the legislatures' own sites call a code for short."""
_IN_NEW_YORK: Final = {
    "Crim. Proc.": "cp l",
    "Educ.": "ed l",
    "Exec.": "exec l",
    "Ins.": "ins l",
    "Mental Hyg.": "ment hyg l",
    "Penal": "pen l",
    "Pub. Health": "pub health l",
    "Soc. Serv.": "soc serv l",
}
"""How the Bill Drafting Commission of New York shortens its laws where it says what a bill amends: `Amd §9.60, Ment Hyg L`."""
_BOOK: Final = {
    "ca": ("Cal.", "cal", "california", "code"),
    "md": ("Md.", "md", "maryland", "article"),
    "tx": ("Tex.", "tex", "texas", "code"),
    "ny": ("N.Y.", "n y", "new york", "law"),
}


def _subject_codes() -> tuple[Code, ...]:
    codes = []
    for place, subjects in _SUBJECTS.items():
        short, abbreviated, full, noun = _BOOK[place]
        for name, *spelled in subjects:
            places = [f"{code_name} {word} {noun}" for code_name in (abbreviated, full) for word in spelled]
            places += [f"{book} {word}" for book in (abbreviated, full) for word in spelled if noun in word.split()]
            if place == "md":  # lawyers write "Md. Code Ann., Health-Gen."
                places += [f"{book} {word}" for book in ("md code", "md code ann", "maryland code") for word in spelled]
            local = tuple(_within(place, name, spelled, noun))
            codes.append(_state(place, f"{short} {name} {noun.title()}", *places, local=local))
    return tuple(codes)


def _within(place: str, name: str, spelled: list[str], noun: str) -> Iterator[str]:
    """How bills and lawyers of the place itself spell a code."""
    for word in spelled:
        yield word if noun in word.split() else f"{word} {noun}"  # "Code of Civil Procedure" has its noun already
    if (place, name) in _INITIALS:
        yield _INITIALS[place, name]
        yield " ".join(_INITIALS[place, name])
    if place == "ny":
        yield _IN_NEW_YORK[name]
    if place == "md":  # "Article - Health - General" heads bills
        yield from (f"article {word}" for word in spelled)


CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {code.name: code for code in (*_FEDERAL, *_STATES, *_subject_codes())}
)
"""All collections by the name that a canonical citation uses."""
