"""The archive of a mailing list: every issue it got, to read and to follow by feed. Its address is its key."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from starlette.responses import Response

from tracker import clock
from tracker.exports import urls
from tracker.exports.feeds import Entry, Feed, atom
from tracker.exports.sent import SentDigest, sent_digests
from tracker.settings import load
from tracker.subscriptions import service
from tracker.web.access import LINK
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()
_FEED: Final = 20


def _issues(ask: Ask) -> tuple[str, list[SentDigest]]:
    """The token, and the issues of the list that it belongs to."""
    token = ask.part("token")
    with ask.reading() as connection:
        for subscription in service.lists(connection):
            if compare_digest(subscription.link("archive").encode(), token.encode()):
                return token, sent_digests(connection, subscription)
    raise Problem(404, "We could not find this archive", "Open the link in the newest email of the list.")


@pages.get("/archive/{token}", LINK)
def archive(ask: Ask) -> Response:
    """All issues, newest first."""
    token, issues = _issues(ask)
    return ask.page("archive.html", token=token, issues=issues)


@pages.get("/archive/{token}/feed.atom", LINK)
def feed(ask: Ask) -> Response:
    """The newest issues as a feed."""
    token, issues = _issues(ask)
    site = load().site_url
    address = urls.archive(site, token)
    entries = [
        Entry(address=f"{address}/{issue.key}", title=issue.subject, text=issue.text, updated=issue.at)
        for issue in issues[:_FEED]
    ]
    head = Feed(
        title="Mental health policy digest",
        address=address,
        own=f"{address}/feed.atom",
        entries=entries,
        read_at=clock.now(),
    )
    return Response(atom(head), media_type="application/atom+xml; charset=utf-8")


@pages.get("/archive/{token}/{key}", LINK)
def issue(ask: Ask) -> Response:
    """One issue."""
    token, issues = _issues(ask)
    chosen = next((candidate for candidate in issues if candidate.key == ask.part("key")), None)
    if chosen is None:
        raise Problem(404, "We could not find this issue", "It may be too old. The archive lists what there is.")
    return ask.page("issue.html", token=token, issue=chosen)
