"""Sources of the District of Columbia."""
