"""Sources of South Dakota."""
