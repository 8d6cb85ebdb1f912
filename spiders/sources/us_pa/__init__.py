"""Sources of Pennsylvania."""
