"""The core of the Mental Health Policy Tracker: what is known, what changed, what matters, what is due."""

__version__ = "0.1.0"
