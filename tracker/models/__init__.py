"""What we keep: one table a class. A new table module is imported here, so that migrations see it."""

from tracker.models.base import Base, Json, UtcDateTime
from tracker.models.events import ChangeRow, Match, Run, RunProblem, SourceRow
from tracker.models.records import (
    Alias,
    Bill,
    BillAction,
    BillSponsorship,
    BillText,
    Claim,
    Hearing,
    HearingBill,
    Notice,
    Organization,
    Pending,
    Person,
    PersonId,
    Session,
)

__all__ = [
    "Alias",
    "Base",
    "Bill",
    "BillAction",
    "BillSponsorship",
    "BillText",
    "ChangeRow",
    "Claim",
    "Hearing",
    "HearingBill",
    "Json",
    "Match",
    "Notice",
    "Organization",
    "Pending",
    "Person",
    "PersonId",
    "Run",
    "RunProblem",
    "Session",
    "SourceRow",
    "UtcDateTime",
]
