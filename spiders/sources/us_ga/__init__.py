"""Sources of Georgia."""
