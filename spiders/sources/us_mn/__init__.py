"""Sources of Minnesota."""
