"""Sources of Mississippi."""
