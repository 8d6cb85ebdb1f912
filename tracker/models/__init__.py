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
from tracker.models.web import AuditRow, Beat, Login, RateBucket, RunClaim, Salt, Slot, User

__all__ = [
    "Alias",
    "AuditRow",
    "Base",
    "Beat",
    "Bill",
    "BillAction",
    "BillSponsorship",
    "BillText",
    "ChangeRow",
    "Claim",
    "Hearing",
    "HearingBill",
    "Json",
    "Login",
    "Match",
    "Notice",
    "Organization",
    "Pending",
    "Person",
    "PersonId",
    "RateBucket",
    "Run",
    "RunClaim",
    "RunProblem",
    "Salt",
    "Session",
    "Slot",
    "SourceRow",
    "User",
    "UtcDateTime",
]
