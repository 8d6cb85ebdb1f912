"""Sources of Utah."""
