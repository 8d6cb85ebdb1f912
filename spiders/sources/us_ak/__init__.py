"""Sources of Alaska."""
