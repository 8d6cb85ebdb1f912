"""Put the files of California's Legislative Counsel together: a session's, and what changed on each day of the week since.

A row is known by its own key; of two rows of one key the one that was written later counts, whichever file it stands in.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Final

from spiders.kit.delimited import Row, Tables
from spiders.sources.us_ca.bill import Beside, newest, vote_key

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "BILL_TBL": (
        "bill_id", "session_year", "session_num", "measure_type", "measure_num", "measure_state", "chapter_year",
        "chapter_type", "chapter_session_num", "chapter_num", "latest_bill_version_id", "active_flg", "trans_uid",
        "trans_update", "current_location", "current_secondary_loc", "current_house", "current_status",
    ),
    "BILL_HISTORY_TBL": (
        "bill_id", "bill_history_id", "action_date", "action", "trans_uid", "trans_update", "action_sequence",
        "action_code", "action_status", "primary_location", "secondary_location", "ternary_location", "end_status",
    ),
    "BILL_VERSION_TBL": (
        "bill_version_id", "bill_id", "version_num", "bill_version_action_date", "bill_version_action", "request_num",
        "subject", "vote_required", "appropriation", "fiscal_committee", "local_program", "substantive_changes",
        "urgency", "taxlevy", "bill_xml", "active_flg", "trans_uid", "trans_update",
    ),
    "BILL_VERSION_AUTHORS_TBL": (
        "bill_version_id", "type", "house", "name", "contribution", "committee_members", "active_flg", "trans_uid",
        "trans_update", "primary_author_flg",
    ),
    "BILL_ANALYSIS_TBL": (
        "analysis_id", "bill_id", "house", "analysis_type", "committee_code", "committee_name", "amendment_author",
        "analysis_date", "amendment_date", "page_num", "source_doc", "released_floor", "active_flg", "trans_uid",
        "trans_update",
    ),
    "BILL_SUMMARY_VOTE_TBL": (
        "bill_id", "location_code", "vote_date_time", "vote_date_seq", "motion_id", "ayes", "noes", "abstain",
        "vote_result", "trans_uid", "trans_update",
    ),
    "BILL_DETAIL_VOTE_TBL": (
        "bill_id", "location_code", "legislator_name", "vote_date_time", "vote_date_seq", "vote_code", "motion_id",
    ),
    "VETO_MESSAGE_TBL": ("bill_id", "veto_date", "message", "trans_uid", "trans_update"),
    "BILL_MOTION_TBL": ("motion_id", "motion_text", "trans_uid", "trans_update"),
    "LOCATION_CODE_TBL": (
        "session_year", "location_code", "location_type", "consent_calendar_code", "description", "long_description",
    ),
}  # fmt: skip
"""The tables that are read, with their columns in the order of the files."""
NEEDED: Final = ("BILL_TBL", "BILL_HISTORY_TBL", "BILL_VERSION_TBL", "BILL_VERSION_AUTHORS_TBL")
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "BILL_TBL": ("bill_id",),
    "BILL_HISTORY_TBL": ("bill_history_id",),
    "BILL_VERSION_TBL": ("bill_version_id",),
    "BILL_VERSION_AUTHORS_TBL": ("bill_version_id", "type", "house", "name", "contribution"),
    "BILL_ANALYSIS_TBL": ("analysis_id",),
    "BILL_SUMMARY_VOTE_TBL": ("bill_id", "location_code", "vote_date_time", "vote_date_seq", "motion_id"),
    "VETO_MESSAGE_TBL": ("bill_id",),
}


class Session:
    """The rows of a session, from all its files."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rows: dict[str, dict[tuple[str, ...], Row]] = {name: {} for name in _KEYS}
        self._ballots: dict[str, dict[str, dict[str, str]]] = {}
        self._motions: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._vetoes: dict[str, bytes] = {}
        """What the governor said of a veto, by bill."""
        self._texts: dict[str, bytes] = {}
        """The texts of the days, by version; those of the session stay in its file."""

    def take(self, tables: Tables, *, texts: bool = True) -> None:
        """Lay the rows of a file over those that are known; `texts` says to keep its texts, too."""
        for name, key in _KEYS.items():
            known = self._rows[name]
            for row in tables.rows(f"{name}.dat", *COLUMNS[name]):
                own = tuple(row[column] for column in key)
                before = known.get(own)
                if before is None or before["trans_update"] <= row["trans_update"]:
                    known[own] = row
        for row in tables.rows("BILL_DETAIL_VOTE_TBL.dat", *COLUMNS["BILL_DETAIL_VOTE_TBL"]):
            votes = self._ballots.setdefault(row["bill_id"], {})
            votes.setdefault(vote_key(row), {})[sys.intern(row["legislator_name"])] = sys.intern(row["vote_code"])
        self._motions.update(
            (row["motion_id"], row["motion_text"])
            for row in tables.rows("BILL_MOTION_TBL.dat", *COLUMNS["BILL_MOTION_TBL"])
        )
        self._places.update(
            (row["location_code"], row["long_description"] or row["description"])
            for row in tables.rows("LOCATION_CODE_TBL.dat", *COLUMNS["LOCATION_CODE_TBL"])
        )
        for row in tables.rows(
            "VETO_MESSAGE_TBL.dat", *COLUMNS["VETO_MESSAGE_TBL"]
        ):  # each file counts its messages anew
            if row == self._rows["VETO_MESSAGE_TBL"][(row["bill_id"],)] and (data := tables.data(row["message"])):
                self._vetoes[row["bill_id"]] = data
        if texts:
            for row in self._rows["BILL_VERSION_TBL"].values():
                if (data := tables.data(row["bill_xml"])) is not None and row["bill_version_id"] not in self._texts:
                    self._texts[row["bill_version_id"]] = data

    def bills(self, whole: Tables) -> Iterator[tuple[Row, Beside]]:
        """Every bill with its rows; texts that no day changed are read from the file of the session."""
        of = {name: _by_bill(rows) for name, rows in self._rows.items() if name != "BILL_VERSION_AUTHORS_TBL"}
        authors: dict[str, list[Row]] = {}
        for row in self._rows["BILL_VERSION_AUTHORS_TBL"].values():
            authors.setdefault(row["bill_version_id"], []).append(row)
        for row in self._rows["BILL_TBL"].values():
            key = row["bill_id"]
            last = newest(of["BILL_VERSION_TBL"].get(key, ()))
            yield (
                row,
                Beside(
                    history=of["BILL_HISTORY_TBL"].get(key, ()),
                    versions=of["BILL_VERSION_TBL"].get(key, ()),
                    authors=authors.get(last["bill_version_id"], ()) if last else (),
                    analyses=of["BILL_ANALYSIS_TBL"].get(key, ()),
                    votes=of["BILL_SUMMARY_VOTE_TBL"].get(key, ()),
                    ballots={vote: tuple(cast.items()) for vote, cast in self._ballots.get(key, {}).items()},
                    motions=self._motions,
                    places=self._places,
                    veto=next(iter(of["VETO_MESSAGE_TBL"].get(key, ())), None),
                    veto_message=self._vetoes.get(key),
                    text=self._text(last, whole) if last else None,
                ),
            )

    def _text(self, version: Row, whole: Tables) -> bytes | None:
        known = self._texts.get(version["bill_version_id"])
        return known if known is not None else whole.data(version["bill_xml"])


def _by_bill(rows: Mapping[tuple[str, ...], Row]) -> dict[str, list[Row]]:
    rows_by_bill: dict[str, list[Row]] = {}
    for row in rows.values():
        rows_by_bill.setdefault(row["bill_id"], []).append(row)
    return rows_by_bill
