"""Say whether a source was ever seen to work: on recordings here, or by a live visit that was kept as one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spiders.index import Teller
    from tracker.settings import Settings

LARGE: Final = 200
"""Megabytes of a visit from which on it is made only by the source's name."""


def unproven(spider: Teller, settings: Settings) -> bool:
    """Whether it was built from documented facts alone and no live visit has proved it here."""
    return not spider.source.proved and not recording(spider.name, settings).exists()


def evidence(spider: Teller, settings: Settings) -> str:
    """On what it stands: recordings (also: only them), a live visit, or nothing yet."""
    if spider.source.recordings_only:
        return "replay only"
    if spider.source.proved:
        return "recordings"
    return "unproven" if unproven(spider, settings) else "live visit"


def by_name_only(spider: Teller, settings: Settings) -> bool:
    """Whether a visit to all sources leaves it out."""
    return spider.source.megabytes > LARGE or unproven(spider, settings)


def recording(name: str, settings: Settings) -> Path:
    """Where the visit that proves a source is kept; `tracker crawl NAME --replay` reads it."""
    return settings.data_dir / "proofs" / f"{name}.warc.gz"


def keep(name: str, path: Path, settings: Settings) -> Path:
    """Keep what a visit was told as the proof of a source."""
    recording_path = recording(name, settings)
    recording_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = recording_path.with_suffix(".part")
    shutil.copyfile(path, half)
    half.replace(recording_path)
    return recording_path
