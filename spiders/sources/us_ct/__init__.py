"""Sources of Connecticut."""
