"""Set Scrapy's manners and limits; this is the one place for both.

Scrapy 2.19's own defaults check no certificates, obey no robots.txt, take bodies of a gigabyte, open files by address and
listen on a port that runs posted Python. Ours are those of a guest.
"""

from __future__ import annotations

import os
from typing import Any

from spiders.kit.certificates import FOLDER, in_the_middle
from tracker import __version__
from tracker.settings import Settings

MOST_BYTES = 32 * 1024 * 1024
SECONDS = 30
RETRIED = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
]
"""Not a time-out: a host that is silent for half a minute is left alone until the next visit."""

_UNUSED = (
    "scrapy.extensions.feedexport.FeedExporter",
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.telnet.TelnetConsole",
)


def scrapy_settings(ours: Settings, **changed: Any) -> dict[str, Any]:
    """Settings for a crawl; `changed` are those that this one crawl needs otherwise."""
    detour = os.environ.get("TRACKER_DETOUR", "")
    in_the_middle(ours.data_dir / FOLDER)  # a bad file among them is told before anything begins
    made: dict[str, Any] = {
        "USER_AGENT": f"MHPolicyTracker/{__version__} (+{ours.contact})",
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": MOST_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": SECONDS,
        "DOWNLOAD_DELAY": 1.0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 1.0,
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "RETRY_TIMES": 2,
        "RETRY_EXCEPTIONS": RETRIED,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # Not even read: a server, a shell and writers of files that no crawl of ours has.
        "EXTENSIONS": dict.fromkeys(_UNUSED),
        "MEMUSAGE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "LOG_FORMAT": "%(levelname)s: %(message)s",
        "LOGSTATS_INTERVAL": 0,
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.kit.download.Fetcher",
            "https": "spiders.kit.download.Fetcher",
            "file": None,
            "data": None,
            "ftp": "spiders.kit.download.Fetcher",
            "s3": None,
        },
        # Codings that every reader of a recording knows; Scrapy alone would ask for br and zstd too.
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "en", "Accept-Encoding": "gzip, deflate"},
        "TWISTED_DNS_RESOLVER": "spiders.kit.outbound.GuardedResolver",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "spiders.kit.guest.Robots": 100,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "spiders.kit.guest.Redirects": 600,
            "spiders.kit.politeness.RetryAfterMiddleware": 555,
        },
        "ITEM_PIPELINES": {"spiders.pipeline.VisitPipeline": 100},
        "TRACKER_DETOUR": detour,
        "TRACKER_CERTIFICATES": str(ours.data_dir / FOLDER),
    }
    if detour:  # the demo's and the tests' own server on loopback needs no sparing
        made |= WITHOUT_PACE
    return made | changed


WITHOUT_PACE: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
}
"""For recordings and for a loopback server of our own: there is no one to be polite to."""
