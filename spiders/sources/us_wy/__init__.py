"""Sources of Wyoming."""
