"""Sources of the Michigan Legislature."""
