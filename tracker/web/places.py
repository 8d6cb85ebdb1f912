"""Say which places have pages of their own, and where each stands on the tile map."""

from __future__ import annotations

from typing import Final

STATES: Final = {
    "al": (7, 6), "ak": (0, 0), "az": (2, 5), "ar": (5, 5),
    "ca": (1, 4), "co": (3, 4), "ct": (10, 3), "de": (10, 4),
    "dc": (9, 5), "fl": (9, 7), "ga": (8, 6), "hi": (0, 7),
    "id": (2, 2), "il": (6, 2), "in": (6, 3), "ia": (5, 3),
    "ks": (4, 5), "ky": (6, 4), "la": (5, 6), "me": (11, 0),
    "md": (9, 4), "ma": (10, 2), "mi": (7, 2), "mn": (5, 2),
    "ms": (6, 6), "mo": (5, 4), "mt": (3, 2), "ne": (4, 4),
    "nv": (2, 3), "nh": (11, 1), "nj": (9, 3), "nm": (3, 5),
    "ny": (9, 2), "nc": (7, 5), "nd": (4, 2), "oh": (7, 3),
    "ok": (4, 6), "or": (1, 3), "pa": (8, 3), "pr": (11, 7),
    "ri": (11, 3), "sc": (8, 5), "sd": (4, 3),
    "tn": (6, 5), "tx": (4, 7), "ut": (2, 4), "vt": (10, 1),
    "va": (8, 4), "wa": (1, 2), "wv": (7, 4), "wi": (6, 1),
    "wy": (3, 3),
}  # fmt: skip
"""Postal code: column and row. Each state is one tile of the same size, since a bill in Delaware is one bill."""

CONGRESS: Final = "us"
