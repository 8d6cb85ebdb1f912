"""Sources of Delaware."""
