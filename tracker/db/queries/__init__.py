"""Ask the database; every question that several parts of the program ask stands here.

Functions take a connection from `tracker.db.engine.reading`, so that several answers show one moment's state.
"""

from __future__ import annotations

from tracker.db.queries.around_rows import AroundBill, around_bill
from tracker.db.queries.bill_rows import (
    BillQuery,
    KeptText,
    bill_row,
    bill_text,
    bill_titles,
    bills,
    bills_by_id,
    kept_bill,
    text_state,
    texts_of,
)
from tracker.db.queries.change_rows import change, changes
from tracker.db.queries.hearing_rows import (
    HearingQuery,
    heard_bills,
    hearing_row,
    hearings,
    hearings_by_id,
    hearings_in_brief,
    kept_hearing,
)
from tracker.db.queries.match_rows import as_json, flagged_in_run, match_rows, matches_of
from tracker.db.queries.notice_rows import kept_notice, notice_row, notices, notices_by_id
from tracker.db.queries.people_rows import (
    in_office,
    kept_organization,
    kept_person,
    organizations_of,
    people_by_source_id,
    people_of,
)
from tracker.db.queries.source_rows import (
    FAILED,
    Gap,
    holds_news,
    is_by_hand,
    late_after,
    not_readable,
    outbox_counts,
    pending,
    publishers,
    run_problems,
    run_row,
    runs,
    sessions,
    sources,
    totals,
    unread_places,
)

__all__ = [
    "FAILED",
    "AroundBill",
    "BillQuery",
    "Gap",
    "HearingQuery",
    "KeptText",
    "around_bill",
    "as_json",
    "bill_row",
    "bill_text",
    "bill_titles",
    "bills",
    "bills_by_id",
    "change",
    "changes",
    "flagged_in_run",
    "heard_bills",
    "hearing_row",
    "hearings",
    "hearings_by_id",
    "hearings_in_brief",
    "holds_news",
    "in_office",
    "is_by_hand",
    "kept_bill",
    "kept_hearing",
    "kept_notice",
    "kept_organization",
    "kept_person",
    "late_after",
    "match_rows",
    "matches_of",
    "not_readable",
    "notice_row",
    "notices",
    "notices_by_id",
    "organizations_of",
    "outbox_counts",
    "pending",
    "people_by_source_id",
    "people_of",
    "publishers",
    "run_problems",
    "run_row",
    "runs",
    "sessions",
    "sources",
    "text_state",
    "texts_of",
    "totals",
    "unread_places",
]
