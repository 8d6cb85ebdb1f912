"""Every color of a mail's text stands out from every ground it can have, by day and by night (WCAG 2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

EMAIL = Path(__file__).parents[2] / "templates" / "email"
GROUNDS = ("sheet", "do", "care", "letter", "page")
HIDDEN = {"preheader"}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOR = re.compile(r"(?<![\w-])(color|background-color)\s*:\s*(#[0-9a-f]{6})")


def colors(css: str) -> dict[str, dict[str, str]]:
    """By class name: the color of its text and of its ground, where it sets them."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for selector in selectors.split(","):
            found.setdefault(selector.strip().lstrip("."), {}).update(_COLOR.findall(body))
    return found


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def palettes() -> dict[str, dict[str, dict[str, str]]]:
    light = colors((EMAIL / "style.css").read_text(encoding="utf-8"))
    night = (EMAIL / "head.css").read_text(encoding="utf-8").partition("(prefers-color-scheme: dark) {")[2]
    changed = colors(night)
    dark = {name: {**found, **changed.get(name, {})} for name, found in light.items()}
    return {"light": light, "dark": dark}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_stands_out_from_every_ground(mode: str) -> None:
    palette = palettes()[mode]
    checked = 0
    for name, found in palette.items():
        if "color" not in found or name in HIDDEN:
            continue
        own = found.get("background-color")
        grounds = (
            [own]
            if own
            else [palette[each]["background-color"] for each in (("button",) if name == "buttonlink" else GROUNDS)]
        )
        for ground in grounds:
            assert contrast(found["color"], ground) >= 4.5, (name, found["color"], ground)
            checked += 1
    assert checked > 60


def test_every_color_of_the_day_has_one_for_the_night() -> None:
    found = palettes()
    same = {
        name
        for name, pair in found["light"].items()
        if pair and any(found["dark"][name][which] == color for which, color in pair.items())
    }
    assert same == set()
