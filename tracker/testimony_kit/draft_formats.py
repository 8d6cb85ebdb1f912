"""Write the blocks of a skeleton as Markdown, HTML or a Word document; every word is text, whatever it looks like."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal

from tracker.errors import UsageProblem
from tracker.testimony_kit.draft import Block

Form = Literal["md", "html", "docx"]

_SUFFIXES: Final[dict[str, Form]] = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx"}
_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|^[-+=]|(?<!\S)#")
"""What Markdown could take for a mark; an underscore inside an address is none, so addresses stay fit to be copied."""
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_FILL: Final = {"en": "Fill in", "es": "Complete"}
_LOCALES: Final = {"en": "en-US", "es": "es-US"}
_HEAD: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body { font: 1.05rem/1.5 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1, h2 { line-height: 1.2; }
.fill { border: 1px dashed #555; padding: .5rem .75rem; min-height: 2.5rem; }
.note { border-left: 4px solid #555; padding-left: .75rem; }
p, li { overflow-wrap: anywhere; }
</style>
</head>
<body>
"""


def form_of(name: str | None, out: Path | None) -> Form:
    """The form asked for, or that of the file's ending; raises UsageProblem where the two do not fit."""
    by_suffix = _SUFFIXES.get(out.suffix.casefold()) if out is not None else None
    if name is not None and by_suffix is not None and name != by_suffix:
        raise UsageProblem(f"--format {name}: expected a file such as testimony.{name}, found {out}")
    form = name or by_suffix
    if form is None and out is not None:
        raise UsageProblem(f"--out {out}: expected a name that ends in .md, .html or .docx, or --format")
    if form == "docx" and out is None:
        raise UsageProblem("--format docx: expected --out with the name of the file, such as --out testimony.docx")
    return form or "md"  # type: ignore[return-value]  # one of Form, which click has checked


def written(blocks: Iterable[Block], form: Form, language: str = "en") -> bytes:
    """The skeleton in that form; `language` is that of its own words."""
    return _WRITERS[form](list(blocks), language)


def _markdown(blocks: list[Block], language: str) -> bytes:
    parts: list[str] = []
    before: str | None = None
    for block in blocks:
        if parts and not (before == block.kind == "item"):
            parts.append("")
        parts.append(_MARKDOWN[block.kind].format(_escaped(block.text), fill=_FILL[language]))
        before = block.kind
    return ("\n".join(parts) + "\n").encode("utf-8")


_MARKDOWN: Final = {
    "title": "# {}",
    "heading": "## {}",
    "item": "- {}",
    "blank": "**\\[{fill}: {}\\]**",
    "note": "> {}",
    "text": "{}",
}


def _escaped(text: str) -> str:
    """Text in which Markdown finds nothing to do: no emphasis, link, tag, list or heading."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(lambda hit: f"\\{hit[0]}", text))


def _html(blocks: list[Block], language: str) -> bytes:
    from markupsafe import escape

    parts = [_HEAD.replace("{language}", language).replace("{title}", str(escape(blocks[0].text)))]
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        rendered = [_HTML[kind].format(escape(block.text), fill=_FILL[language]) for block in group]
        parts += ["<ul>", *rendered, "</ul>"] if kind == "item" else rendered
    return ("\n".join([*parts, "</body>", "</html>"]) + "\n").encode("utf-8")


_HTML: Final = {
    "title": "<h1>{}</h1>",
    "heading": "<h2>{}</h2>",
    "item": "<li>{}</li>",
    "blank": '<p class="fill">{fill}: {}</p>',
    "note": '<p class="note">{}</p>',
    "text": "<p>{}</p>",
}


def _word(blocks: list[Block], language: str) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title = blocks[0].text[:255]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = _LOCALES[language]
    _speak(document, _LOCALES[language])
    for block in blocks:
        text = f"[{_FILL[language]}: {block.text}]" if block.kind == "blank" else block.text
        _WORD[block.kind](document, text)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _speak(document: Any, locale: str) -> None:
    """Set the language of all text, so that a word processor checks its spelling and a screen reader says it rightly."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    # Headings and lists take it from the defaults of the document, whatever style they have.
    for properties in document.styles.element.iter(qn("w:rPr")):
        for tag in properties.findall(qn("w:lang")):
            properties.remove(tag)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(name), locale)
    document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}").append(language)


def _word_blank(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = True
    document.add_paragraph()


def _word_note(document: Any, text: str) -> None:
    document.add_paragraph().add_run(text).italic = True


_WORD: Final[dict[str, Callable[[Any, str], None]]] = {
    "title": lambda document, text: document.add_heading(text, level=0),
    "heading": lambda document, text: document.add_heading(text, level=1),
    "item": lambda document, text: document.add_paragraph(text, style="List Bullet"),
    "blank": _word_blank,
    "note": _word_note,
    "text": lambda document, text: document.add_paragraph(text),
}
_WRITERS: Final[dict[Form, Callable[[list[Block], str], bytes]]] = {"md": _markdown, "html": _html, "docx": _word}
