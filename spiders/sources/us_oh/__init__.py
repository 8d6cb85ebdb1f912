"""Sources of Ohio."""
