"""Turn values into pages; every template is escaped, every name in it must exist, every address is checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, nodes, pass_environment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from tracker import clock
from tracker.db import queries
from tracker.db.lexemes import folded
from tracker.deadlines import spanish
from tracker.deadlines.model import for_programs
from tracker.records import ocd_json
from tracker.records.place_names import language_of, lower_chamber, place_name
from tracker.records.stages import DECIDED, STAGES, WAY, step
from tracker.records.text import shown_number
from tracker.web import locale as words
from tracker.web import static_files
from tracker.web.bill_facts import telling
from tracker.web.hearing_card import hearing_card
from tracker.web.places import STATES

_MARKED: Final = re.compile("«([^«»]*)»")
_QUOTATION: Final = re.compile("“([^“”]*)”")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)?)?")
"""A day or moment as changes keep it."""


class _OneLanguage(Environment):
    """An environment of one language: sentences without gaps are translated while a template is read, not while it runs."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _Translated(words.catalogue(str(self.globals["language"]))).visit(tree)
        return tree


class _Translated(NodeTransformer):
    """Puts the sentence itself where a template asks for one without gaps."""

    def __init__(self, spoken: words.Catalogue) -> None:
        self.spoken = spoken

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja2 finds it by this name
        """Fold `_("…")`; whatever has gaps to fill stays a call."""
        self.generic_visit(node)
        asks = isinstance(node.node, nodes.Name) and node.node.name == "_"
        if not asks or len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        text = node.args[0]
        if not isinstance(text, nodes.Const) or not isinstance(text.value, str):
            return node
        # Our own words, from templates and catalogues: they count as markup, as `_` itself would have it.
        return nodes.Const(Markup(self.spoken.gettext(text.value).replace("%%", "%")), lineno=node.lineno)  # noqa: S704


def _loader() -> BaseLoader:
    return FileSystemLoader(str(files("templates").joinpath("web")))


@cache
def environment(language: str) -> Environment:
    """The templates in one language."""
    made = _OneLanguage(
        loader=_loader(),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    spoken = words.catalogue(language)
    made.install_gettext_callables(spoken.gettext, spoken.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        language=language,
        languages=words.LANGUAGES,
        static=static_files.address,
        stages=STAGES,
        the_way=WAY,
        step_of=step,
        decided=DECIDED,
        query=urlencode,
        now=clock.now,
        today=clock.today,
        place_name=lambda code: place_name(code, language),
        as_written=lambda code: (
            Markup("") if language_of(code) == language else Markup(' lang="{}"').format(language_of(code))
        ),
        lower_chamber=lambda code: lower_chamber(code, language),
        of_many_places=queries.of_many_places,
        kept=_kept(made, 8192),
        options=_kept(made, 256),
        chips=chips,
        telling=telling,
        hearing_card=hearing_card,
        by_name=lambda codes: by_name(codes, language),
        every_place=tuple(f"us-{code}" for code in STATES),
    )
    made.filters.update(
        web=web_address,
        site_of=site_of,
        link=_link,
        day=_day,
        clock=_clock,
        moment=_moment,
        spoken=_spoken,
        number=lambda value: words.number(language, value),
        bill_number=shown_number,
        marked=marked,
        quoted=lambda text, code: quoted(text, "" if language_of(code) == language else language_of(code)),
        ago=_ago,
        short=short,
        reckoned=spanish.say if language == "es" else str,
        local=local_date,
        duedate=due_date,
        json=ocd_json.parsed,
        # A sentence that code chose, for `_` only takes what stands in a template: it would fill gaps in a stranger's text.
        told=spoken.gettext,
    )
    made.tests["for_programs"] = for_programs
    return made


def _kept(made: Environment, most: int) -> Callable[..., Markup]:
    """Parts that pages repeat: small ones such as the picture of a stage, and a few long ones such as the places to choose from.

    Made once for each value; a stranger who asks for many of them costs no more than `most`.
    """

    @lru_cache(maxsize=most)
    def kept(template: str, **values: Hashable) -> Markup:
        return Markup(made.get_template(template).render(values))  # noqa: S704 - an escaped template of ours

    return kept


def by_name(codes: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Places with their names in the order of these, accents aside; the whole country first."""
    named = [(code, place_name(code, language)) for code in codes]
    return sorted(named, key=lambda pair: (pair[0] != "us", folded(pair[1])))


def chips(matches: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> tuple[tuple[str, str, int | None], ...]:
    """Topic, title and score of each match; an estimate has no score."""
    return tuple(
        (
            match["topic"],
            titles.get(match["topic"], match["topic"]),
            None if match["tier"] == "possible" else match["score"],
        )
        for match in matches
    )


def web_address(value: str | None) -> str:
    """An address that may stand in `href`; whatever is not http, https or mailto becomes an address that goes nowhere."""
    address = (value or "").strip()
    return address if address.lower().startswith(("https://", "http://", "mailto:")) else "#"


def site_of(address: str) -> str:
    """Where an address leads, as a link says it: the site's name, or whom a mail goes to."""
    parts = urlsplit(address)
    return parts.path if parts.scheme == "mailto" else (parts.hostname or address).removeprefix("www.")


@pass_environment
def _link(env: Environment, path: str) -> str:
    """A path of ours in the page's language."""
    language = env.globals["language"]
    return path if language == words.DEFAULT else f"/{language}{path}"


@pass_environment
def _day(env: Environment, value: dt.date | str | None, form: str = "long") -> str:
    date = _as_date(value)
    return "" if date is None else words.day(str(env.globals["language"]), date, form)


@pass_environment
def _clock(env: Environment, value: dt.datetime, zone: str) -> str:
    return words.clock_time(str(env.globals["language"]), value, zone)


@pass_environment
def _moment(env: Environment, value: dt.datetime | None, zone: str = "UTC") -> str:
    return "" if value is None else words.moment_words(str(env.globals["language"]), value, zone)


@pass_environment
def _spoken(env: Environment, value: str, zone: str) -> str:
    """A stored value as people say it: a moment or day in ISO form in words, at the place's hour; anything else as it stands."""
    if _ISO.fullmatch(value) is None:
        return value
    moment = dt.datetime.fromisoformat(value)
    return _moment(env, moment, zone) if moment.tzinfo else words.day(str(env.globals["language"]), moment.date())


def _as_date(value: dt.date | str | None) -> dt.date | None:
    if isinstance(value, str):
        return dt.date.fromisoformat(value[:10])
    return value.date() if isinstance(value, dt.datetime) else value


def marked(text: str) -> Markup:
    """An excerpt whose words between « and » were found, with them marked; everything is escaped first."""
    return Markup(_MARKED.sub(r"<mark>\1</mark>", str(escape(text))))  # noqa: S704 - escaped before


@pass_environment
def _ago(env: Environment, moment: dt.datetime | None) -> str:
    """How long ago, in the largest unit that fits."""
    spoken = words.catalogue(str(env.globals["language"]))
    if moment is None:
        return spoken.gettext("never")
    seconds = max(0, int((clock.now() - moment).total_seconds()))
    for size, one, many in (
        (86_400, "%(num)s day ago", "%(num)s days ago"),
        (3_600, "%(num)s hour ago", "%(num)s hours ago"),
        (60, "%(num)s minute ago", "%(num)s minutes ago"),
    ):
        if seconds >= size:
            number = seconds // size
            return spoken.ngettext(one, many, number) % {"num": number}
    return spoken.gettext("just now")


def quoted(text: str, language: str) -> Markup:
    """A sentence of ours whose “quotations” are marked as being in a language; in none, it is the sentence alone."""
    safe = escape(text)
    if not language:
        return safe
    return Markup(_QUOTATION.sub(rf'“<span lang="{language}">\1</span>”', str(safe)))  # noqa: S704 - escaped above


def short(text: str | None, limit: int = 220) -> str:
    """A text cut at a word, with an ellipsis; omnibus titles are as long as a page."""
    shown = text or ""
    return shown if len(shown) <= limit else shown[:limit].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def local_date(moment: dt.datetime, zone: str) -> dt.date:
    """The date of a moment where it happens."""
    return moment.astimezone(ZoneInfo(zone)).date()


def due_date(due: dt.datetime | dt.date, zone: str) -> dt.date:
    """The day of a deadline where it is due."""
    return local_date(due, zone) if isinstance(due, dt.datetime) else due


def render(template: str, language: str, context: Mapping[str, Any]) -> str:
    """A page as text."""
    return environment(language).get_template(template).render(context)
