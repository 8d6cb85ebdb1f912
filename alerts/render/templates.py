"""Load the templates of mails: every style stands in one sheet and is written into the elements when a template loads.

Mail programs drop style sheets, so each element needs its own `style`. Doing that when a template is loaded costs nothing
a mail. What must stay a sheet (dark mode, narrow screens) is `head.css`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from alerts.render.wrap import indented, wrapped
from tracker.errors import TrackerError

_RULE: Final = re.compile(r"\.([a-z0-9-]+)\s*\{([^}]*)\}")
_CLASS: Final = re.compile(r' class="([a-z0-9 -]+)"')
_SPACES: Final = re.compile(r"\s+")
_INDENT: Final = re.compile(r"\n\s+")
_AROUND: Final = 70
"""Characters of an excerpt kept on each side of the words that matched."""
_NAMED: Final = 60
"""Characters of the matched words that a reason names."""
_SENTENCE: Final = re.compile(r"[.;:!?]\s|[()\[\]]")
"""What parts thoughts: words on both sides of it were found near each other, and are no phrase."""
_BRACKETS: Final = re.compile(r"[()\[\]]")
_ENDS: Final = re.compile(r"[\w’'&-]+")
_FEW: Final = 4
_SMALL: Final = frozenset(["a", "an", "and", "as", "by", "for", "in", "of", "on", "or", "the", "to", "with"])
_MAKERS: Final = ("locales", "render", "compose", "stories")
"""Folders of this package whose files decide how a digest that is composed already is said."""
_MARKED: Final = re.compile("«([^«»]*)»")
_ADDRESS: Final = re.compile(r"https?://\S*[^\s.,;:)]")


class _Inlining(BaseLoader):
    """Templates from the package `templates`, with the styles of `email/style.css` written into HTML ones."""

    def __init__(self) -> None:
        self._files = PackageLoader("templates", "")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's source, inlined when it is HTML."""
        source, name, fresh = self._files.get_source(environment, template)
        if template.endswith(".html"):
            source = _CLASS.sub(self._styled(environment), source)
            source = _INDENT.sub("\n", source)
        return source, name, fresh

    def _styled(self, environment: Environment) -> Callable[[re.Match[str]], str]:
        sheet, _name, _fresh = self._files.get_source(environment, "email/style.css")
        styles = {name: _SPACES.sub(" ", body).strip().rstrip(";") for name, body in _RULE.findall(sheet)}

        def styled(match: re.Match[str]) -> str:
            style = "; ".join(styles[name] for name in match[1].split() if styles.get(name))
            unknown = [name for name in match[1].split() if name not in styles]
            if unknown or '"' in style:
                raise TrackerError(
                    f"templates: expected each class in email/style.css and no double quotes there, found {match[0]}"
                )
            return f'{match[0]} style="{style}"' if style else match[0]

        return styled


@cache
def environment() -> Environment:
    """The templates; HTML escapes whatever is filled in, text does not, and a missing name is an error."""
    made = Environment(
        loader=_Inlining(),
        autoescape=lambda name: name is None or not name.endswith(".txt"),  # noqa: S701 - plain text alone is not escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # a look at five files for each mail would cost more than the mail
    )
    made.filters.update(marked=marked, linked=linked, wrap=wrapped, indent_text=indented, short=shortened)
    made.globals["head_css"] = Markup(made.loader.get_source(made, "email/head.css")[0]) if made.loader else ""  # noqa: S704 - our own file
    return made


@cache
def made_by() -> str:
    """A mark of everything that makes the words of a mail: of templates, catalogues and the code that fills them."""
    return mark_of(
        [files("templates") / "email", files("templates") / "share", *(files("alerts") / name for name in _MAKERS)]
    )


def mark_of(folders: Iterable[Traversable]) -> str:
    """A mark that is another one when any file of these folders is."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if path.is_file() and not path.name.endswith(".pyc"):
                body = path.read_bytes()
                digest.update(f"{path.name}\0{len(body)}\0".encode() + body)
    return digest.hexdigest()


def marked(excerpt: str) -> Markup:
    """An excerpt with its « » marks as bold words."""
    return Markup(_MARKED.sub(r"<b>\1</b>", str(escape(excerpt))))  # noqa: S704 - escaped just here


def linked(text: str, opening: str) -> Markup:
    """A text with its addresses as links; names such as Congress.gov are none."""
    return Markup(_ADDRESS.sub(rf'{opening} href="\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704 - escaped just here


def shortened(excerpt: str) -> str:
    """An excerpt cut at words around its first mark."""
    start, end = excerpt.find("«"), excerpt.find("»")
    if start < 0 or len(excerpt) <= 2 * _AROUND:
        return excerpt if start >= 0 else excerpt[: 2 * _AROUND]
    begin, finish = max(0, start - _AROUND), min(len(excerpt), end + 1 + _AROUND)
    begin = excerpt.find(" ", begin, start) + 1 if begin else 0
    cut = excerpt.rfind(" ", end, finish) if finish < len(excerpt) else len(excerpt)
    finish = cut if cut > end else finish
    return ("…" if begin else "") + excerpt[begin:finish].strip() + ("…" if finish < len(excerpt) else "")


def named(excerpt: str) -> str:
    """The words of an excerpt that matched, from its first mark to the mark that ends them; without marks, its beginning.

    Of words that stand far apart, in two sentences or in several marks, the first ones and the last.
    """
    marks = list(dict.fromkeys(_MARKED.findall(excerpt)))
    first, *_between, last = marks if len(marks) > 1 else (excerpt, excerpt)
    if len(marks) > 1 and len(first) + len(last) <= _NAMED:
        return f"{_whole(first)} … {_whole(last)}"
    return _phrase(marks[0] if marks else excerpt)


def _whole(words: str) -> str:
    """Words without brackets where one of a pair is cut off."""
    paired = words.count("(") == words.count(")") and words.count("[") == words.count("]")
    return words if paired else _BRACKETS.sub("", words).strip()


def _phrase(words: str) -> str:
    if len(words) <= _NAMED and not _SENTENCE.search(words):
        return _whole(words)
    ends = _ENDS.findall(words)
    if len(ends) <= _FEW:
        return _BRACKETS.sub("", words).strip()
    first = _ENDS.findall(_SENTENCE.split(words)[0])[:2] or ends[:1]
    last = [word for word in ends[-2:] if word.casefold() not in _SMALL] or ends[-1:]
    return f"{' '.join(first)} … {' '.join(last)}"


def template(name: str) -> Any:
    """A template by its path in the package `templates`."""
    return environment().get_template(name)
