"""The verbs of the alerts: digests and subscriptions."""
