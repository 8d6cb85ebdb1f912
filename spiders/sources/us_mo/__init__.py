"""Sources of Missouri."""
