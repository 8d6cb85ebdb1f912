"""Sources of Montana."""
