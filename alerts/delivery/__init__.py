"""The outbox, the sender, returned mail, retention."""
