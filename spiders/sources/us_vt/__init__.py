"""Sources of Vermont."""
