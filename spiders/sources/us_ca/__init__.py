"""Sources of California."""
