"""Sources of Maryland."""
