"""The map and the charts: as a page, and each as a table and as a picture to take along."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from starlette.responses import Response

from tracker.records.stages import STAGES
from tracker.web import choices as web_choices
from tracker.web.access import ANYONE
from tracker.web.chart_data import Figures, shade_ranges
from tracker.web.errors import Problem
from tracker.web.locale import catalogue
from tracker.web.request_context import Ask, Pages

pages = Pages()
_NAMES: Final = ("map", "stages", "weeks")


@pages.get("/charts", ANYONE, keep=True)
def charts(ask: Ask) -> Response:
    """The map and the charts, each with its table."""
    figures = ask.site.figures.now()
    return ask.page(
        "charts.html",
        tiles=figures.tiles,
        tile_of={tile.code: tile for tile in figures.tiles},
        shades=shade_ranges(figures.tiles),
        rows=figures.rows,
        weeks=figures.weeks,
        congress=figures.congress,
        titles=web_choices.topic_titles(),
        all_stages=STAGES,
        most=max((row.total for row in figures.rows), default=0),
        most_week=max((week.new + week.moved for week in figures.weeks), default=0),
    )


@pages.get("/charts/{name}.csv", ANYONE, keep=True)
def table(ask: Ask) -> Response:
    """The numbers of a chart."""
    name, figures = _asked(ask), ask.site.figures.now()
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    if name == "map":
        lines.writerow(("place", "name", "flagged_bills", "read"))
        lines.writerows((tile.code, tile.name, tile.number if tile.read else "", tile.read) for tile in figures.tiles)
    elif name == "stages":
        lines.writerow(("topic", *STAGES))
        lines.writerows((row.slug, *row.numbers) for row in figures.rows)
    else:
        lines.writerow(("week_of", "new", "reached_a_new_stage"))
        for week in figures.weeks:
            lines.writerow((week.monday.isoformat(), week.new, week.moved if week.watched else week.moved or ""))
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.getvalue(), 200, headers, "text/csv; charset=utf-8")


@pages.get("/charts/{name}.png", ANYONE, keep=True)
def picture(ask: Ask) -> Response:
    """A chart as a picture."""
    return Response(_drawn(_asked(ask), ask.site.figures.now(), ask), media_type="image/png")


def _asked(ask: Ask) -> str:
    name = ask.part("name")
    if name not in _NAMES:
        raise Problem(404, "There is no such chart")
    return name


def _drawn(name: str, figures: Figures, ask: Ask) -> bytes:
    from tracker.web import chart_images  # the library takes a while to load, and few ask for a picture

    say: Any = catalogue(ask.language).gettext
    source = f"{say('Source: the public records of the legislatures, as we read them.')} {ask.site.url}/charts"
    if name == "map":
        return chart_images.tile_map(say("Flagged bills by state"), figures.tiles, say("–: not read yet"), source)
    if name == "stages":
        titles = web_choices.topic_titles()
        named = [
            chart_images.Bar(name=say(titles.get(row.slug, row.slug)), first=sum(row.steps[1:]), second=row.steps[0])
            for row in figures.rows
        ]
        legend = (say("On the way or law"), say("Ended without a law, waiting for next year, or not captured"))
        return chart_images.bars(say("How far bills have come, by topic"), named, legend, source)
    weekly = [
        chart_images.Bar(name=f"{week.monday:%Y-%m-%d}", first=week.new, second=week.moved) for week in figures.weeks
    ]
    return chart_images.bars(
        say("New and moved, week by week"), weekly, (say("New"), say("Reached a new stage")), source
    )
