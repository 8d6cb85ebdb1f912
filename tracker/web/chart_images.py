"""Draw the charts as PNG files, with their finding, their numbers and their source, to stand in a report or a message."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from tracker.web.chart_data import Tile

_WIDE: Final = 1200
_LEFT: Final = 40
_INK, _SOFT, _BAR, _BAR2, _PAPER, _LINE = "#1b2422", "#53605c", "#0a5f55", "#87918c", "#ffffff", "#dedbd0"
_SHADES: Final = (_PAPER, "#d6e6e3", "#a9cbc6", "#6fa8a1", _BAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of two parts with its name."""

    name: str
    first: int
    second: int = 0


def bars(title: str, rows: Sequence[Bar], legend: tuple[str, str], source: str) -> bytes:
    """A chart of bars, the parts of each one after the other, all on one scale from zero."""
    image, pen = _sheet(title, 190 + 46 * max(len(rows), 1), source)
    most = max((bar.first + bar.second for bar in rows), default=0) or 1
    begins, wide = 420, _WIDE - 420 - 130
    for number, bar in enumerate(rows):
        y = 130 + number * 46
        pen.text((_LEFT, y + 4), bar.name[:40], _INK, font=_font(20))
        middle = begins + bar.first / most * wide
        end = middle + bar.second / most * wide
        if bar.first:
            pen.rectangle((begins, y, middle, y + 30), _BAR)
        if bar.second:
            pen.rectangle((middle, y, end, y + 30), _BAR2)
        pen.text((end + 10, y + 4), f"{bar.first + bar.second:,}", _INK, font=_font(20))
    for number, (words, color) in enumerate(zip(legend, (_BAR, _BAR2), strict=True)):
        pen.rectangle((_LEFT + number * 330, 92, _LEFT + number * 330 + 18, 110), color)
        pen.text((_LEFT + number * 330 + 28, 88), words, _SOFT, font=_font(18))
    return _png(image)


def tile_map(title: str, tiles: Sequence[Tile], unread: str, source: str) -> bytes:
    """The map of equal tiles; a state that was not read has a dash and no filling."""
    image, pen = _sheet(title, 1010, source)
    for tile in tiles:
        x, y = _LEFT + tile.x * 93, 130 + tile.y * 93
        fill = _SHADES[tile.shade] if tile.read else None
        pen.rounded_rectangle((x, y, x + 86, y + 86), 10, fill, _BAR2 if tile.read else _LINE, 2)
        ink = _PAPER if tile.shade == len(_SHADES) - 1 else _INK
        pen.text((x + 43, y + 28), tile.letters, ink, font=_font(24), anchor="mm")
        pen.text((x + 43, y + 60), f"{tile.number:,}" if tile.read else "–", ink, font=_font(22), anchor="mm")
    pen.text((_LEFT, 92), unread, _SOFT, font=_font(18))
    return _png(image)


def _sheet(title: str, high: int, source: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (_WIDE, high), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_LEFT, 34), title[:90], _INK, font=_font(30))
    pen.text((_LEFT, high - 40), source[:140], _SOFT, font=_font(16))
    return image, pen


def _font(size: int) -> Any:
    return ImageFont.load_default(size)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
