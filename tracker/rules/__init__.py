"""Decide whether a record matters, how much, and why."""

from tracker.rules.documents import Document, document_of
from tracker.rules.engine import Reason, RuleSet, Verdict
from tracker.rules.registry import load_rules
from tracker.rules.scoring import Rule, Topic

__all__ = ["Document", "Reason", "Rule", "RuleSet", "Topic", "Verdict", "document_of", "load_rules"]
