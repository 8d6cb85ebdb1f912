"""Sources of Rhode Island."""
