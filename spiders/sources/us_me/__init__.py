"""Sources of Maine."""
