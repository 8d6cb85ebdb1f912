"""Sources of New Mexico."""
