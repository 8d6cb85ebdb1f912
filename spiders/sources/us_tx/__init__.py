"""Sources of the Texas Legislature."""
