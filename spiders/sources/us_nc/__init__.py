"""Sources of the North Carolina General Assembly."""
