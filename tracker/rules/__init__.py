"""Decide whether a record matters, how much, and why; touch nothing but the topic files."""

from tracker.rules.documents import Document, document_of_bill, document_of_hearing, document_of_notice
from tracker.rules.engine import Reason, RuleSet, Verdict
from tracker.rules.loading import load_rules

__all__ = [
    "Document",
    "Reason",
    "RuleSet",
    "Verdict",
    "document_of_bill",
    "document_of_hearing",
    "document_of_notice",
    "load_rules",
]
