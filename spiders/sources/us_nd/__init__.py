"""Sources of North Dakota."""
