"""Sources of New Jersey."""
