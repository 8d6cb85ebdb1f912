"""What keeps the testimony rules alive: the pages they come from, reviews, their history, and the notices of hearings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db.models.base import Base


class RulePage(Base):
    """A page on which a rule stands, as it was read last."""

    __tablename__ = "rule_pages"

    url: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime | None]
    """When what it says of being heard was first seen to differ from before."""
    failures: Mapped[int]
    """How often in a row it could not be read."""
    problem: Mapped[str | None]
    etag: Mapped[str | None]
    modified: Mapped[str | None]
    mark: Mapped[str | None]
    """The hash of what it says of being heard."""
    text: Mapped[str | None]
    """The page's words."""


class RuleReview(Base):
    """Something that a person should look at: a page that changed, notices that disagree, what a stranger reported."""

    __tablename__ = "rule_reviews"
    __table_args__ = (Index(None, "closed_at"), Index(None, "place", "rule"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    opened_at: Mapped[dt.datetime]
    kind: Mapped[str]
    """changed, gone, notices, learned, or reported."""
    place: Mapped[str]
    rule: Mapped[str]
    url: Mapped[str | None]
    before: Mapped[str]
    after: Mapped[str]
    details: Mapped[dict[str, Any]]
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[str | None]
    outcome: Mapped[str | None]
    """right, stale, corrected, or dropped."""


class RuleVersion(Base):
    """A rule as it was published from that moment on; rows are added and never edited."""

    __tablename__ = "rule_versions"
    __table_args__ = (Index(None, "place", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    place: Mapped[str]
    rule: Mapped[str]
    what: Mapped[str]
    """new, changed, read (nothing but its reading is new), or gone."""
    mark: Mapped[str]
    told: Mapped[dict[str, Any]]


class NoticeText(Base):
    """What a page, agenda or PDF that a hearing links says of being heard."""

    __tablename__ = "notice_texts"

    hearing_id: Mapped[str] = mapped_column(ForeignKey("hearings.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[dt.datetime]
    problem: Mapped[str | None]
    sheets: Mapped[list[Any]]
    """For each page with such words its number and the words; a web page is one page."""
